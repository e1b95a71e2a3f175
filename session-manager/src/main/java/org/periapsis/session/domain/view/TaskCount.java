package org.periapsis.session.domain.view;

import java.util.List;

/**
 * How the tasks of one run stand, as its site tells it.
 *
 * @param done tasks that succeeded
 * @param failures the first of those that failed
 */
public record TaskCount(String runId, int epoch, int done, int failed, List<Failed> failures) {

    /** A task that failed: its number in the manifest, what it read, and why. */
    public record Failed(int task, List<String> inputs, String reason) {}

    public TaskCount {
        failures = List.copyOf(failures);
    }
}
