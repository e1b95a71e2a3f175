package org.periapsis.portal.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * How a service is, as far as the portal has seen.
 *
 * @param since when it came into this state
 * @param detail for everybody: which parts are not up
 * @param diagnosis for operators: why
 * @param silent whether it did not answer at all when it was last asked
 */
public record Health(State state, Instant since, String detail, String diagnosis, boolean silent) {
    /** What people are told. */
    public enum State {
        UP,
        DOWN,
        STARTING
    }

    /** An answer to the question whether it is ready; {@code up} false and no parts named: it did not answer. */
    public record Answer(boolean up, boolean silent, String detail, String diagnosis) {
        public static Answer ready() {
            return ready("");
        }

        /** @param note for operators: what waits for them although it is ready; empty for nothing */
        public static Answer ready(String note) {
            return new Answer(true, false, "ready", note);
        }

        /** @param parts which are not up, for everybody */
        public static Answer notReady(String parts, String why) {
            return new Answer(false, false, "not ready: " + parts, why);
        }

        public static Answer none(String why) {
            return new Answer(false, true, "does not answer", why);
        }
    }

    /** Before it was first asked. */
    public static Health unknown(Instant now) {
        return new Health(State.STARTING, now, "not asked yet", "", true);
    }

    /**
     * What the next answer makes of it. One that answers and is not ready is starting when it did not answer before, and
     * down when it had been ready; one that is silent is down.
     */
    public Health after(Answer answer, Instant now) {
        State next = next(answer);
        return new Health(next, next == state ? since : now, answer.detail(), answer.diagnosis(), answer.silent());
    }

    private State next(Answer answer) {
        if (answer.up()) {
            return State.UP;
        }
        if (answer.silent()) {
            return State.DOWN;
        }
        boolean comesUp = state == State.STARTING || (state == State.DOWN && silent);
        return comesUp ? State.STARTING : State.DOWN;
    }

    /** @return since when nothing can be asked of it; empty while it answers */
    public Optional<Instant> silentSince() {
        return silent && state == State.DOWN ? Optional.of(since) : Optional.empty();
    }
}
