package org.periapsis.kit.auth;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What a caller's right to act rests on.
 *
 * @param id the sign-in or token that can be revoked; empty for a token of which nobody keeps a record
 * @param expires from when on it is not good any more
 */
public record Grant(Optional<UUID> id, Instant expires) {
    /** Nobody's. */
    public static final Grant NONE = new Grant(Optional.empty(), Instant.MAX);
}
