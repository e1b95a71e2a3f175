package org.periapsis.portal.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What a program learns when it asks whether it is signed in (RFC 8628, 3.5).
 *
 * @param approval who it acts for; only with {@link Answer#SIGNED_IN}
 */
public record DevicePoll(Answer answer, Optional<Approval> approval) {

    /**
     * A person's word for a program.
     *
     * @param label what the program calls itself
     * @param life how long it asked to be signed in
     * @param by the grant that the person confirmed it by: when it was revoked before, the program is not signed in
     * @param notAfter when that ends: the program is not signed in for longer
     */
    public record Approval(SignIn person, String label, Duration life, Optional<UUID> by, Optional<Instant> notAfter) {}

    /** In the standard's order. */
    public enum Answer {
        SIGNED_IN,
        AUTHORIZATION_PENDING,
        SLOW_DOWN,
        ACCESS_DENIED,
        EXPIRED_TOKEN
    }

    /** What the person has decided. */
    public enum State {
        PENDING,
        APPROVED,
        DENIED
    }

    /**
     * Decides.
     *
     * @param early whether the program asked again before its interval was over
     */
    public static DevicePoll of(State state, Optional<Approval> approval, Instant expires, boolean early, Instant now) {
        if (!expires.isAfter(now)) {
            return new DevicePoll(Answer.EXPIRED_TOKEN, Optional.empty());
        }
        return switch (state) {
            case APPROVED -> new DevicePoll(Answer.SIGNED_IN, approval);
            case DENIED -> new DevicePoll(Answer.ACCESS_DENIED, Optional.empty());
            case PENDING -> new DevicePoll(early ? Answer.SLOW_DOWN : Answer.AUTHORIZATION_PENDING, Optional.empty());
        };
    }

    /** @return the answer to a code that is not known: it was used, or its time is long over */
    public static DevicePoll unknown() {
        return new DevicePoll(Answer.EXPIRED_TOKEN, Optional.empty());
    }
}
