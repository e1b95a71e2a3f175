package org.periapsis.session.adapter.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.periapsis.session.domain.view.TaskCount;

/** How the tasks of runs ended that never change: the last that were told, within a bound of characters. Thread-safe. */
final class ConcludedTasks {
    /** What a run has that says nothing. */
    private static final long LEAST = 500;

    private final long most;
    private final Map<String, TaskCount> told = new LinkedHashMap<>(16, 0.75f, true);
    private long held;

    /** @param most characters that are held */
    ConcludedTasks(long most) {
        this.most = most;
    }

    synchronized Optional<TaskCount> of(String run) {
        return Optional.ofNullable(told.get(run));
    }

    synchronized void keep(String run, TaskCount count) {
        TaskCount before = told.put(run, count);
        held += weight(count) - (before == null ? 0 : weight(before));
        while (held > most) {
            String eldest = told.keySet().iterator().next();
            held -= weight(told.remove(eldest));
        }
    }

    private static long weight(TaskCount count) {
        return LEAST
                + count.failures().stream()
                        .mapToLong(task -> LEAST
                                + task.inputs().stream()
                                        .mapToLong(String::length)
                                        .sum()
                                + (task.reason() == null ? 0 : task.reason().length()))
                        .sum();
    }
}
