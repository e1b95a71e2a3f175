package org.periapsis.session.domain.view;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.periapsis.events.BuildRequested;
import org.periapsis.events.JobCancelRequested;
import org.periapsis.events.JobConcluded;
import org.periapsis.events.JobSubmitted;
import org.periapsis.events.RunConcluded;
import org.periapsis.events.RunExited;
import org.periapsis.events.RunIdle;
import org.periapsis.events.RunLost;
import org.periapsis.events.RunReady;
import org.periapsis.events.RunRevoked;
import org.periapsis.events.RunStaging;
import org.periapsis.events.RunWaiting;
import org.periapsis.events.SessionConcluded;
import org.periapsis.events.SessionRenewalRequested;
import org.periapsis.events.SessionRequested;
import org.periapsis.events.SessionShared;
import org.periapsis.events.SessionStopRequested;
import org.periapsis.events.SessionUnshared;
import org.periapsis.events.TransferCompleted;
import org.periapsis.events.TransferFailed;
import org.periapsis.events.TransferOrdered;
import org.periapsis.events.TransferStarted;

/**
 * One line of an entity's timeline.
 *
 * @param type the event's type, without the package
 * @param runId null when it is about the whole
 * @param text for people; empty when the type says it all
 */
public record Moment(String entityId, String type, String runId, Integer epoch, String site, String text) {

    /**
     * @return the line that an event makes; empty for what is no step: repeated progress, signs of idleness, and what is about no
     *     entity
     */
    public static Optional<Moment> of(Object event) {
        if (event instanceof RunIdle || (event instanceof RunStaging s && s.getBytesDone() > 0)) {
            return Optional.empty();
        }
        Optional<RunView.Key> run = RunView.keyOf(event);
        if (run.isPresent()) {
            RunView.Key key = run.get();
            return Optional.of(
                    new Moment(key.entityId(), typeOf(event), key.runId(), key.epoch(), key.site(), text(event)));
        }
        return entityOf(event)
                .map(id -> new Moment(id.toString(), typeOf(event), null, null, siteOf(event), text(event)));
    }

    /** @return the session, job or build that an event is about; empty for none */
    public static Optional<UUID> entityOf(Object event) {
        if (event instanceof SessionRequested e) {
            return Optional.of(e.getSessionId());
        } else if (event instanceof SessionRenewalRequested e) {
            return Optional.of(e.getSessionId());
        } else if (event instanceof SessionStopRequested e) {
            return Optional.of(e.getSessionId());
        } else if (event instanceof SessionShared e) {
            return Optional.of(e.getSessionId());
        } else if (event instanceof SessionUnshared e) {
            return Optional.of(e.getSessionId());
        } else if (event instanceof SessionConcluded e) {
            return Optional.of(e.getSessionId());
        } else if (event instanceof JobSubmitted e) {
            return Optional.of(e.getJobId());
        } else if (event instanceof JobCancelRequested e) {
            return Optional.of(e.getJobId());
        } else if (event instanceof JobConcluded e) {
            return Optional.of(e.getJobId());
        } else if (event instanceof BuildRequested e) {
            return Optional.of(e.getBuildId());
        } else if (event instanceof RunWaiting e) {
            return Optional.of(e.getEntityId());
        } else if (event instanceof TransferOrdered e) {
            return Optional.of(e.getEntityId());
        } else if (event instanceof TransferStarted e) {
            return Optional.of(e.getEntityId());
        } else if (event instanceof TransferCompleted e) {
            return Optional.of(e.getEntityId());
        } else if (event instanceof TransferFailed e) {
            return Optional.of(e.getEntityId());
        }
        return RunView.keyOf(event).map(key -> UUID.fromString(key.entityId()));
    }

    private static String typeOf(Object event) {
        return event.getClass().getSimpleName();
    }

    private static String siteOf(Object event) {
        if (event instanceof TransferOrdered e) {
            return e.getTargetSite();
        } else if (event instanceof TransferStarted e) {
            return e.getTargetSite();
        } else if (event instanceof TransferCompleted e) {
            return e.getTargetSite();
        } else if (event instanceof TransferFailed e) {
            return e.getTargetSite();
        }
        return null;
    }

    private static String text(Object event) {
        if (event instanceof RunWaiting e) {
            return e.getMessage();
        } else if (event instanceof RunRevoked e) {
            return e.getReason();
        } else if (event instanceof RunConcluded e) {
            return ended(e.getOutcome(), e.getReason());
        } else if (event instanceof RunExited e) {
            return ended(e.getOutcome(), e.getReason());
        } else if (event instanceof RunLost e) {
            return e.getReason();
        } else if (event instanceof RunReady e) {
            return "until " + e.getExpiresAt();
        } else if (event instanceof RunStaging e) {
            return e.getBytesTotal() + " bytes to bring";
        } else if (event instanceof SessionConcluded e) {
            return ended(e.getOutcome(), e.getReason());
        } else if (event instanceof JobConcluded e) {
            return ended(e.getOutcome(), e.getReason());
        } else if (event instanceof SessionRenewalRequested e) {
            return "until " + e.getExpiresAt();
        } else if (event instanceof SessionShared e) {
            return e.getPerson().getSubject() + " is let in";
        } else if (event instanceof SessionUnshared e) {
            return e.getPerson().getSubject() + " is put out";
        } else if (event instanceof TransferOrdered e) {
            return e.getBytes() + " bytes from " + e.getSourceSite();
        } else if (event instanceof TransferCompleted e) {
            return e.getBytes() + " bytes from " + e.getSourceSite();
        } else if (event instanceof TransferFailed e) {
            return e.getReason();
        }
        return "";
    }

    private static String ended(Enum<?> outcome, String reason) {
        String how = outcome.name().toLowerCase(Locale.ROOT);
        return reason == null ? how : how + ": " + reason;
    }
}
