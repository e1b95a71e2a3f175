package org.periapsis.session.adapter.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.periapsis.session.domain.view.TaskCount;
import org.periapsis.session.domain.view.Views.Failure;
import org.periapsis.session.domain.view.Views.Going;
import org.periapsis.session.domain.view.Views.Progress;

/** What of a job failed: tasks where their site tells of them, whole runs where not. */
final class JobFailures {
    private static final int MOST = 200;

    private JobFailures() {}

    /** Inputs that failed tasks read, of those that are told. */
    static Set<String> inputs(JobTasks.Told told) {
        return Stream.concat(told.failed().values().stream(), told.going().values().stream())
                .flatMap(count -> count.failures().stream())
                .limit(MOST)
                .flatMap(task -> task.inputs().stream())
                .collect(Collectors.toSet());
    }

    /** @param known inputs that the caller may know of: others are counted, not named */
    static JsonArray of(Progress progress, JobTasks.Told told, Set<String> known) {
        JsonArray failures = new JsonArray();
        for (Failure run : progress.failures()) {
            TaskCount count = told.failed().get(run.runId());
            if (count == null || count.failures().isEmpty()) {
                add(failures, whole(run));
            } else {
                tasks(failures, run.runId(), run.epoch(), run.site(), count.failures(), known);
            }
        }
        for (Going run : progress.going()) {
            TaskCount count = told.going().get(run.runId());
            if (count != null && count.epoch() == run.epoch()) {
                tasks(failures, run.runId(), run.epoch(), run.site(), count.failures(), known);
            }
        }
        return failures;
    }

    private static void tasks(
            JsonArray failures, String run, int epoch, String site, List<TaskCount.Failed> tasks, Set<String> known) {
        for (TaskCount.Failed task : tasks) {
            List<String> inputs = task.inputs().stream().filter(known::contains).toList();
            JsonObject failure = new JsonObject()
                    .put("task", task.task())
                    .put("inputs", new JsonArray(inputs))
                    .put("site", site)
                    .put("run", run)
                    .put("epoch", epoch)
                    .put("reason", task.reason());
            int withheld = task.inputs().size() - inputs.size();
            add(failures, withheld == 0 ? failure : failure.put("inputs_withheld", withheld));
        }
    }

    private static JsonObject whole(Failure run) {
        JsonObject json = new JsonObject()
                .put("run", run.runId())
                .put("epoch", run.epoch())
                .put("site", run.site())
                .put("phase", run.phase())
                .put("tasks_failed", run.failed());
        return Json.put(json, "reason", run.reason());
    }

    private static void add(JsonArray failures, JsonObject failure) {
        if (failures.size() < MOST) {
            failures.add(failure);
        }
    }
}
