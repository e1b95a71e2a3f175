package org.periapsis.session.adapter.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.periapsis.session.domain.view.TaskCount;
import org.periapsis.session.domain.view.Views.Failure;
import org.periapsis.session.domain.view.Views.Going;
import org.periapsis.session.domain.view.Views.Progress;

/** What of a job failed: tasks where their site tells of them, whole runs where not. */
final class JobFailures {
    private static final int MOST = 200;

    private JobFailures() {}

    static JsonArray of(Progress progress, JobTasks.Told told) {
        JsonArray failures = new JsonArray();
        for (Failure run : progress.failures()) {
            TaskCount count = told.failed().get(run.runId());
            if (count == null || count.failures().isEmpty()) {
                add(failures, whole(run));
            } else {
                tasks(failures, run.runId(), run.epoch(), run.site(), count.failures());
            }
        }
        for (Going run : progress.going()) {
            TaskCount count = told.going().get(run.runId());
            if (count != null && count.epoch() == run.epoch()) {
                tasks(failures, run.runId(), run.epoch(), run.site(), count.failures());
            }
        }
        return failures;
    }

    private static void tasks(JsonArray failures, String run, int epoch, String site, List<TaskCount.Failed> tasks) {
        for (TaskCount.Failed task : tasks) {
            add(
                    failures,
                    new JsonObject()
                            .put("task", task.task())
                            .put("inputs", new JsonArray(task.inputs()))
                            .put("site", site)
                            .put("run", run)
                            .put("epoch", epoch)
                            .put("reason", task.reason()));
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
