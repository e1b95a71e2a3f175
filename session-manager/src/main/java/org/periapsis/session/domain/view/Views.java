package org.periapsis.session.domain.view;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.periapsis.events.Owner;
import org.periapsis.session.domain.request.Requester;

/** What people read, by role. Whatever a person may not see is as if it were not there. */
public interface Views {

    /**
     * A session, job or build as the view has it.
     *
     * @param run its run 0, which is all that a session has; empty for none
     * @param siteLost whether that run's site is lost now
     * @param keptUntil when that site's runs end unless it returns, milliseconds since the epoch; empty when they do not, or
     *     when nobody knows
     */
    record Found(UUID id, EntityView entity, RunView run, boolean siteLost, OptionalLong keptUntil, long runs) {}

    /** Where a page begins: after this entry. Newest first. */
    record After(long requestedAt, UUID id) {}

    /** Tasks placed at a site, of a job or of one of its shards. {@code running}: of runs that are not over. */
    record Tally(
            String site,
            long runs,
            long tasks,
            long succeeded,
            long failed,
            long running,
            long localBytes,
            long movedBytes) {}

    /** What of a shard is placed at one site. */
    record Part(int shard, Tally tally) {}

    /** A run that failed, wholly or in part. */
    record Failure(String runId, int epoch, String site, String phase, String reason, int failed) {}

    /** A run that is not over. */
    record Going(String runId, int epoch, String site, int shard) {}

    /** How far a job has come, as the log tells: a run's tasks count as done when it is over. Every list is bounded. */
    record Progress(List<Tally> sites, List<Part> parts, List<Failure> failures, List<Going> going) {}

    /**
     * The attempt of a run that counts.
     *
     * @param putOuts how often somebody was put out of the session: what they may have copied in it is no good since
     */
    record Current(int epoch, String site, Attempt.Phase phase, long putOuts) {
        /** Whether its program may be at work. */
        public boolean going() {
            return switch (phase) {
                case PLACED, ACCEPTED, STAGING, STARTED, READY -> true;
                case EXITED, REVOKED, CONCLUDED -> false;
            };
        }
    }

    /**
     * A part of a list, which ends with its rows or with its bytes.
     *
     * @param more whether another one follows
     */
    record Page<T>(List<T> items, boolean more) {
        public Page {
            items = List.copyOf(items);
        }
    }

    /** A line of a timeline and where it stands: {@code cursor} names it for the page after. */
    record Line(long at, Moment moment, String cursor) {}

    /** A version of a datalab. */
    record Datalab(String id, String version, DatalabView view) {}

    /** A site. */
    record Site(String id, SiteView view) {}

    /** The session, job or build under an id, whoever asks: for deciding about a repeated key. */
    CompletionStage<Optional<Found>> any(UUID id);

    CompletionStage<Optional<Found>> find(String kind, UUID id, Requester who);

    /**
     * @param liveOnly leaves out what is over
     * @param after null for the first page
     */
    CompletionStage<Page<Found>> list(String kind, Requester who, boolean liveOnly, After after, int limit);

    CompletionStage<Progress> progress(UUID job);

    /** @return the run's current attempt; empty when the run is unknown */
    CompletionStage<Optional<Current>> current(UUID entity, String runId);

    /** @param after cursor of the last line that was read; null for the first page */
    CompletionStage<Page<Line>> timeline(UUID entity, String after, int limit);

    /** Versions of a datalab that the person may use or has drafted, newest first, as many as a page has bytes for; of all when {@code id} is null. */
    CompletionStage<List<Datalab>> datalabs(String id, Requester who, int limit);

    CompletionStage<Optional<DatalabView>> datalab(String id, String version);

    /** Whose a datalab's name is; empty when nobody has drafted one of that name. */
    CompletionStage<Optional<Owner>> datalabOwner(String id);

    CompletionStage<List<Site>> sites();
}
