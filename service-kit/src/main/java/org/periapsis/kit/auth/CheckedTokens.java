package org.periapsis.kit.auth;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Callers whose tokens were found good, until the tokens expire. To check an ES256 signature costs more than all else that a
 * small request does, and a caller sends the same token again and again. Thread-safe.
 */
final class CheckedTokens {
    private static final int MOST = 1_000;

    private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > MOST;
        }
    };

    private record Known(Caller caller, Instant expires) {}

    /** @return empty when the token has to be checked: never seen, forgotten, or expired */
    synchronized Optional<Caller> caller(String bearer, Instant now) {
        Known found = known.get(bearer);
        if (found == null) {
            return Optional.empty();
        }
        if (!now.isBefore(found.expires)) {
            known.remove(bearer);
            return Optional.empty();
        }
        return Optional.of(found.caller);
    }

    /** @param expires from when on the caller's token is not good any more */
    synchronized void remember(Caller caller, Instant expires) {
        known.put(caller.bearer(), new Known(caller, expires));
    }
}
