package org.periapsis.session.domain.run;

import java.util.regex.Pattern;

/**
 * Names one program of a run: the run's id, its fencing epoch, and the part of it (a session has one part, a job's chunk has
 * one a task).
 *
 * @param run the id under which the scheduler placed it
 * @param epoch allocated by the scheduler; a larger one fences a smaller one
 * @param part {@link #SESSION}, or the task's id
 */
public record RunKey(String run, long epoch, String part) {

    /** The only part of a session. */
    public static final String SESSION = "session";

    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}");

    public RunKey {
        if (!SAFE.matcher(run).matches() || !SAFE.matcher(part).matches()) {
            throw new IllegalArgumentException(
                    "A run's id and part are letters, digits, '_', '.' and '-': " + run + " " + part);
        }
        if (epoch < 0) {
            throw new IllegalArgumentException("An epoch is not negative: " + epoch);
        }
    }

    /** The key of a session's only program. */
    public static RunKey session(String run, long epoch) {
        return new RunKey(run, epoch, SESSION);
    }

    /** A directory name, unique for the key: '~' occurs in none of its terms. */
    public String directoryName() {
        return run + "~" + epoch + "~" + part;
    }

    @Override
    public String toString() {
        return run + "/" + epoch + "/" + part;
    }
}
