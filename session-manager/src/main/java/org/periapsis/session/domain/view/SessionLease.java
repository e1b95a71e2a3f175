package org.periapsis.session.domain.view;

import java.util.Map;

/** Until when a session may run. */
public final class SessionLease {
    private SessionLease() {}

    /**
     * @return end of the lease, milliseconds since the epoch: what the agent told, or the renewal asked for when that is later;
     *     null while the session has not been ready
     */
    public static Long expiresAt(EntityView session, RunView run) {
        Attempt attempt = run.current().map(Map.Entry::getValue).orElse(null);
        if (attempt == null || attempt.ready() == null) {
            return null;
        }
        long told = attempt.ready().expiresAt();
        return session.renewedUntil() == null ? told : Math.max(told, session.renewedUntil());
    }
}
