package org.periapsis.session.adapter.http;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.session.domain.agent.Outputs.TaskResult;
import org.periapsis.session.domain.agent.RunId;
import org.periapsis.session.domain.agent.TaskLedger;

/**
 * How a job's tasks ended here, for the API, which knows who may see it and hands on the portal's pass: {@code GET /runs/<id>/tasks} for the runs that are
 * held, {@code ?run=&epoch=} for one that may have been let go.
 */
public final class TaskRoutes {
    private static final int FAILURES = 100;
    /** Of all runs of a job together: nobody is shown more. */
    private static final int FAILURES_IN_ALL = 200;

    private final Vertx vertx;
    private final TaskLedger ledger;
    private final Tokens tokens;

    public TaskRoutes(Vertx vertx, TaskLedger ledger, Tokens tokens) {
        this.vertx = vertx;
        this.ledger = ledger;
        this.tokens = tokens;
    }

    /** Adds the route; the router knows the callers already. */
    public void mount(Router router) {
        router.get("/runs/:id/tasks").handler(this::tasks);
    }

    private void tasks(RoutingContext context) {
        RunPass.checked(context, tokens, passed -> {
            if (!passed && !ServiceRoutes.signedIn(context).operator()) {
                throw nothing();
            }
            tell(context);
        });
    }

    private void tell(RoutingContext context) {
        UUID job = id(context.pathParam("id"));
        String run = context.request().getParam("run");
        String epoch = context.request().getParam("epoch");
        vertx.executeBlocking(() -> run == null ? held(job) : one(job, run, epoch), false)
                .onSuccess(runs -> context.json(new JsonObject().put("runs", runs)))
                .onFailure(context::fail);
    }

    private JsonArray held(UUID job) throws IOException {
        JsonArray runs = new JsonArray();
        int left = FAILURES_IN_ALL;
        for (Map.Entry<RunId, List<TaskResult>> run : ledger.held(job).entrySet()) {
            JsonObject told = json(run.getKey(), run.getValue(), Math.min(left, FAILURES));
            left -= told.getJsonArray("failures").size();
            runs.add(told);
        }
        return runs;
    }

    private JsonArray one(UUID job, String run, String epoch) throws IOException {
        // Both become part of an object's key.
        if (!run.matches("[0-9]{1,9}") || epoch == null || !epoch.matches("[0-9]{1,9}")) {
            throw Problem.badRequest("run", "run or epoch is not a whole number", "Give both as RunPlaced has them")
                    .exception();
        }
        RunId id = new RunId(job, run, Integer.parseInt(epoch));
        return new JsonArray().add(json(id, ledger.of(id).orElseThrow(TaskRoutes::nothing), FAILURES));
    }

    /** @param most failed tasks that are told one by one */
    private static JsonObject json(RunId run, List<TaskResult> results, int most) {
        List<TaskResult> failed =
                results.stream().filter(task -> task.failure().isPresent()).toList();
        JsonArray failures = new JsonArray();
        for (TaskResult task : failed.subList(0, Math.min(most, failed.size()))) {
            failures.add(new JsonObject()
                    .put("task", task.task())
                    .put("inputs", new JsonArray(task.inputIds()))
                    .put("reason", task.failure().orElse("")));
        }
        return new JsonObject()
                .put("run", run.run())
                .put("epoch", run.epoch())
                .put("done", results.size() - failed.size())
                .put("failed", failed.size())
                .put("failures", failures);
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException notAnId) {
            throw nothing();
        }
    }

    private static RuntimeException nothing() {
        return Problem.notFound("This site has no such run").exception();
    }
}
