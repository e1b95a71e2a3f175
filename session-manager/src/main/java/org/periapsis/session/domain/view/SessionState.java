package org.periapsis.session.domain.view;

import java.util.Map;

/** Where a session is in its life, as people are told. */
public enum SessionState {
    REQUESTED,
    WAITING,
    PLACED,
    STAGING,
    STARTING,
    READY,
    STOPPING,
    STOPPED,
    FAILED,
    UNREACHABLE;

    /** True when nothing more will happen. */
    public boolean over() {
        return this == STOPPED || this == FAILED;
    }

    /**
     * @param siteLost whether the site of the current attempt is lost now
     * @return the state that the facts amount to
     */
    public static SessionState of(EntityView session, RunView run, boolean siteLost) {
        if (session.conclusion() != null) {
            return switch (session.conclusion().outcome()) {
                case "SUCCEEDED", "STOPPED", "EXPIRED" -> STOPPED;
                default -> FAILED;
            };
        }
        Attempt attempt = run.current().map(Map.Entry::getValue).orElse(null);
        if (attempt == null || attempt.phase() == Attempt.Phase.REVOKED) {
            if (session.stop() != null) {
                return STOPPING;
            }
            return session.waiting().isEmpty() ? REQUESTED : WAITING;
        }
        Attempt.Phase phase = attempt.phase();
        if (phase == Attempt.Phase.EXITED || phase == Attempt.Phase.CONCLUDED) {
            return STOPPING;
        }
        if (siteLost) {
            return UNREACHABLE;
        }
        if (session.stop() != null) {
            return STOPPING;
        }
        return switch (phase) {
            case READY -> READY;
            case STARTED -> STARTING;
            case STAGING -> STAGING;
            default -> PLACED;
        };
    }
}
