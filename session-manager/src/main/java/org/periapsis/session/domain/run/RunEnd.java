package org.periapsis.session.domain.run;

/**
 * How a program ended.
 *
 * @param cause what ended it
 * @param exitCode its exit code, 128 + n for a signal n, or -1 when nobody saw it
 */
public record RunEnd(Cause cause, int exitCode) {

    /** What ended a program. */
    public enum Cause {
        /** It ended by itself. */
        EXITED,
        /** The agent asked for it. */
        STOPPED,
        /** Its agent was silent for too long, and its supervisor ended it. */
        LEASE_ENDED,
        /** Its supervisor vanished: killed, or the machine restarted. */
        LOST
    }

    /** Whether a task that ended so has succeeded. */
    public boolean succeeded() {
        return cause == Cause.EXITED && exitCode == 0;
    }
}
