package org.periapsis.portal.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A sign-in of a browser or a token of a program that is good now.
 *
 * @param grant its id
 * @param person who acts by it, and what they may do
 * @param expires from when on it is not good any more
 * @param run the session or job whose program it is, which reads as its owner and has none of their roles; empty for a person
 */
public record Standing(UUID grant, SignIn person, Instant expires, Optional<UUID> run) {
    public Standing(UUID grant, SignIn person, Instant expires) {
        this(grant, person, expires, Optional.empty());
    }

    /** A run's. */
    public static Standing ofRun(UUID grant, String owner, Instant expires, UUID run) {
        return new Standing(grant, new SignIn(owner, List.of()), expires, Optional.of(run));
    }
}
