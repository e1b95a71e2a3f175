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
        /** It, or a part of it without which it would not go on, was killed since the run had no memory left. */
        OUT_OF_MEMORY,
        /** It kept more on disk than a run may. */
        OVER_DISK,
        /** It kept more files than a run may, whatever is in them. */
        OVER_FILES,
        /** The agent asked for it. */
        STOPPED,
        /** Its agent was silent for too long, and its supervisor ended it. */
        LEASE_ENDED,
        /** Its supervisor vanished: killed, or the machine restarted. */
        LOST
    }

    /** Why it ended, for people, where its exit code and its log do not say it; else empty. */
    public String reason() {
        return switch (cause) {
            case OUT_OF_MEMORY -> "out of memory: the run as a whole used all that it had asked for";
            case OVER_DISK -> "its files took more room than a run has at this site";
            case OVER_FILES -> "it had more files and directories than a run may have at this site";
            case LEASE_ENDED -> "its agent was away for longer than the watchdog allows";
            case LOST -> "its supervisor vanished: killed, or the machine restarted";
            case EXITED, STOPPED -> "";
        };
    }

    /** Whether a task that ended so has succeeded. */
    public boolean succeeded() {
        return cause == Cause.EXITED && exitCode == 0;
    }
}
