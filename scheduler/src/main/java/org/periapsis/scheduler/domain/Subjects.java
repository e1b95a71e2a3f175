package org.periapsis.scheduler.domain;

import java.util.Optional;
import java.util.UUID;
import org.periapsis.events.*;

/** Which session, job or build an event is about. */
final class Subjects {
    private Subjects() {}

    static Optional<UUID> of(Object event) {
        Optional<UUID> asked = request(event);
        return asked.isPresent() ? asked : told(event);
    }

    private static Optional<UUID> request(Object event) {
        if (event instanceof SessionRequested e) {
            return Optional.of(e.getSessionId());
        } else if (event instanceof JobSubmitted e) {
            return Optional.of(e.getJobId());
        } else if (event instanceof BuildRequested e) {
            return Optional.of(e.getBuildId());
        } else if (event instanceof SessionStopRequested e) {
            return Optional.of(e.getSessionId());
        } else if (event instanceof SessionRenewalRequested e) {
            return Optional.of(e.getSessionId());
        } else if (event instanceof JobCancelRequested e) {
            return Optional.of(e.getJobId());
        }
        return Optional.empty();
    }

    private static Optional<UUID> told(Object event) {
        if (event instanceof RunAccepted e) {
            return Optional.of(e.getRun().getEntityId());
        } else if (event instanceof RunStaging e) {
            return Optional.of(e.getRun().getEntityId());
        } else if (event instanceof RunStarted e) {
            return Optional.of(e.getRun().getEntityId());
        } else if (event instanceof RunReady e) {
            return Optional.of(e.getRun().getEntityId());
        } else if (event instanceof RunExited e) {
            return Optional.of(e.getRun().getEntityId());
        } else if (event instanceof RunLost e) {
            return Optional.of(e.getRun().getEntityId());
        } else if (event instanceof RunPlaced e) {
            return Optional.of(e.getEntityId());
        } else if (event instanceof RunWaiting e) {
            return Optional.of(e.getEntityId());
        } else if (event instanceof RunRevoked e) {
            return Optional.of(e.getEntityId());
        } else if (event instanceof RunConcluded e) {
            return Optional.of(e.getEntityId());
        } else if (event instanceof SessionConcluded e) {
            return Optional.of(e.getSessionId());
        } else if (event instanceof JobConcluded e) {
            return Optional.of(e.getJobId());
        } else if (event instanceof TransferOrdered e) {
            return Optional.of(e.getEntityId());
        } else if (event instanceof TransferCompleted e) {
            return Optional.of(e.getEntityId());
        } else if (event instanceof TransferFailed e) {
            return Optional.of(e.getEntityId());
        }
        return Optional.empty();
    }
}
