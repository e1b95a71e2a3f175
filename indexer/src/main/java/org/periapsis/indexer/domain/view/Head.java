package org.periapsis.indexer.domain.view;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a product's history stands: enough to tell the next revision from one that lost a race.
 *
 * @param revision the revision that holds
 * @param bytesRevision the revision since which the bytes are the same; replicas of older ones hold other bytes
 * @param eventIds the event that won each revision, from 1
 */
public record Head(
        String id,
        int revision,
        int bytesRevision,
        boolean withdrawn,
        String manifestSha256,
        Times times,
        List<String> eventIds) {
    public Head {
        eventIds = List.copyOf(eventIds);
    }

    /**
     * When it came and when it last changed.
     */
    public record Times(Instant ingestedAt, Instant revisedAt) {}

    /** Whether this event is the one that made its revision, so that it may be announced. */
    boolean wonBy(int revisionOfEvent, String eventId) {
        return revisionOfEvent >= 1
                && revisionOfEvent <= eventIds.size()
                && eventIds.get(revisionOfEvent - 1).equals(eventId);
    }

    Head next(Stamp stamp, String newManifestSha256, boolean nowWithdrawn) {
        List<String> events = new ArrayList<>(eventIds);
        events.add(stamp.eventId());
        int next = revision + 1;
        return new Head(
                id,
                next,
                manifestSha256.equals(newManifestSha256) ? bytesRevision : next,
                nowWithdrawn,
                newManifestSha256,
                new Times(times.ingestedAt(), stamp.time()),
                events);
    }
}
