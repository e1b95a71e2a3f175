package org.periapsis.session.domain.view;

import java.util.List;
import org.periapsis.events.IndexRange;
import org.periapsis.events.ManifestRef;
import org.periapsis.events.RunAccepted;
import org.periapsis.events.RunConcluded;
import org.periapsis.events.RunExited;
import org.periapsis.events.RunIdle;
import org.periapsis.events.RunLost;
import org.periapsis.events.RunPlaced;
import org.periapsis.events.RunReady;
import org.periapsis.events.RunRevoked;
import org.periapsis.events.RunStaging;
import org.periapsis.events.RunStarted;

/**
 * One epoch of a run: what the scheduler decided ({@code placed}, {@code revoked}, {@code concluded}) and what the site's agent
 * told (the rest). The two come from different topics, in any order. Times in milliseconds since the epoch.
 */
public record Attempt(
        String site,
        Placed placed,
        Ended revoked,
        Ended concluded,
        Long acceptedAt,
        Staging staging,
        Started started,
        Ready ready,
        Long idleSince,
        Ended exited) {

    /** The decision. {@code first} and {@code tasks}: the manifest entries. */
    public record Placed(
            long at,
            List<Score> scores,
            int first,
            int tasks,
            long localBytes,
            long movedBytes,
            Request.Need need,
            long leaseS) {}

    /** Inputs on their way. */
    public record Staging(long at, long lastAt, long bytesTotal, long bytesDone, double bytesPerS) {
        /** @return seconds from {@code lastAt} until the rest is there at this rate; null while no rate is known */
        public Double expectedS() {
            return bytesPerS > 0 ? Math.max(0, bytesTotal - bytesDone) / bytesPerS : null;
        }
    }

    /** The process is up. */
    public record Started(long at, String agent, long localBytes, long movedBytes, double stagingS, String process) {}

    /** The session answers. */
    public record Ready(long at, String endpoint, long expiresAt) {}

    /** An end as one of the two tells it. */
    public record Ended(
            long at,
            String outcome,
            String reason,
            Integer exitCode,
            int succeeded,
            int failed,
            long localBytes,
            long movedBytes,
            Request.Manifest outputs) {
        static Ended because(long at, String outcome, String reason) {
            return new Ended(at, outcome, reason, null, 0, 0, 0, 0, null);
        }
    }

    static Attempt at(String site) {
        return new Attempt(site, null, null, null, null, null, null, null, null, null);
    }

    Attempt apply(Object event, Stamp stamp) {
        if (event instanceof RunPlaced e) {
            return decided(placed == null ? placement(e, stamp) : placed, revoked, concluded);
        } else if (event instanceof RunRevoked e) {
            return decided(placed, Ended.because(stamp.at(), "REVOKED", e.getReason()), concluded);
        } else if (event instanceof RunConcluded e) {
            return decided(placed, revoked, conclusion(e, stamp));
        } else if (event instanceof RunAccepted) {
            return told(stamp.at(), staging, started, ready, idleSince, exited);
        } else if (event instanceof RunStaging e) {
            long since = staging == null ? stamp.at() : staging.at();
            Staging now = new Staging(since, stamp.at(), e.getBytesTotal(), e.getBytesDone(), e.getBytesPerS());
            return told(acceptedAt, now, started, ready, idleSince, exited);
        } else if (event instanceof RunStarted e) {
            Started now = new Started(
                    stamp.at(),
                    e.getRun().getAgent(),
                    e.getLocalBytes(),
                    e.getMovedBytes(),
                    e.getStagingS(),
                    e.getProcess());
            return told(acceptedAt, staging, now, ready, idleSince, exited);
        } else if (event instanceof RunReady e) {
            // An agent that came back may tell it again: ready since the first time, the lease as told last.
            long since = ready == null ? stamp.at() : ready.at();
            Ready now = new Ready(since, e.getEndpoint(), e.getExpiresAt().toEpochMilli());
            return told(acceptedAt, staging, started, now, idleSince, exited);
        } else if (event instanceof RunIdle e) {
            return told(acceptedAt, staging, started, ready, e.getSince().toEpochMilli(), exited);
        } else if (event instanceof RunExited e) {
            return told(acceptedAt, staging, started, ready, idleSince, exit(e, stamp));
        } else if (event instanceof RunLost e) {
            return told(
                    acceptedAt, staging, started, ready, idleSince, Ended.because(stamp.at(), "LOST", e.getReason()));
        }
        return this;
    }

    private Attempt decided(Placed isPlaced, Ended isRevoked, Ended isConcluded) {
        return new Attempt(
                site, isPlaced, isRevoked, isConcluded, acceptedAt, staging, started, ready, idleSince, exited);
    }

    private Attempt told(Long accepted, Staging isStaging, Started isUp, Ready isReady, Long idle, Ended isOver) {
        return new Attempt(site, placed, revoked, concluded, accepted, isStaging, isUp, isReady, idle, isOver);
    }

    private static Placed placement(RunPlaced event, Stamp stamp) {
        Score own = Score.of(event.getScores()).stream()
                .filter(score -> score.site().equals(event.getSite()))
                .findFirst()
                .orElse(null);
        return new Placed(
                stamp.at(),
                Score.of(event.getScores()),
                event.getEntries().stream().mapToInt(IndexRange::getFirst).min().orElse(0),
                event.getEntries().stream().mapToInt(IndexRange::getCount).sum(),
                own == null ? 0 : own.localBytes(),
                own == null ? 0 : own.movedBytes(),
                Request.Need.of(event.getResources()),
                event.getLeaseS());
    }

    private static Ended conclusion(RunConcluded event, Stamp stamp) {
        return new Ended(
                stamp.at(),
                event.getOutcome().name(),
                event.getReason(),
                null,
                event.getTasksSucceeded(),
                event.getTasksFailed(),
                0,
                0,
                manifest(event.getOutputs()));
    }

    private static Ended exit(RunExited event, Stamp stamp) {
        return new Ended(
                stamp.at(),
                event.getOutcome().name(),
                event.getReason(),
                event.getExitCode(),
                event.getTasksSucceeded(),
                event.getTasksFailed(),
                event.getLocalBytes(),
                event.getMovedBytes(),
                manifest(event.getOutputs()));
    }

    private static Request.Manifest manifest(ManifestRef ref) {
        return Request.Manifest.of(ref);
    }

    /** @return how far this attempt has come, the scheduler's word before the agent's */
    public Phase phase() {
        if (concluded != null) {
            return Phase.CONCLUDED;
        } else if (revoked != null) {
            return Phase.REVOKED;
        } else if (exited != null) {
            return Phase.EXITED;
        } else if (ready != null) {
            return Phase.READY;
        } else if (started != null) {
            return Phase.STARTED;
        } else if (staging != null) {
            return Phase.STAGING;
        }
        return acceptedAt != null ? Phase.ACCEPTED : Phase.PLACED;
    }

    /** How far an attempt has come. */
    public enum Phase {
        PLACED,
        ACCEPTED,
        STAGING,
        STARTED,
        READY,
        EXITED,
        REVOKED,
        CONCLUDED
    }
}
