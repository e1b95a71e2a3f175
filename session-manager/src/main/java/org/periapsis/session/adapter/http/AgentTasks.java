package org.periapsis.session.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.periapsis.kit.auth.SessionPass;
import org.periapsis.kit.http.WholeAnswer;
import org.periapsis.session.domain.view.TaskCount;
import org.periapsis.session.domain.view.Views.Failure;

/** How tasks stand, over HTTP from agents: {@code GET <endpoint>/runs/<job>/tasks}, with the portal's pass for this job alone. */
public final class AgentTasks implements JobTasks.TaskSource {
    private static final long TIMEOUT_MS = 1_500;
    private static final int MOST_BYTES = 4 << 20;

    private final HttpClient client;

    public AgentTasks(HttpClient client) {
        this.client = client;
    }

    @Override
    public Future<List<TaskCount>> held(String endpoint, String pass, UUID job) {
        return ask(endpoint, pass, "/runs/" + job + "/tasks");
    }

    @Override
    public Future<List<TaskCount>> of(String endpoint, String pass, UUID job, Failure run) {
        return ask(endpoint, pass, "/runs/" + job + "/tasks?run=" + run.runId() + "&epoch=" + run.epoch());
    }

    private Future<List<TaskCount>> ask(String endpoint, String pass, String path) {
        String base = endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint;
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(base + path)
                .setConnectTimeout(1_000)
                .setTimeout(TIMEOUT_MS)
                .putHeader(SessionPass.HEADER, pass);
        return client.request(options)
                .compose(request -> request.send())
                .compose(response -> WholeAnswer.of(response, MOST_BYTES).map(body -> {
                    if (response.statusCode() != 200) {
                        throw new IllegalStateException("the agent answered " + response.statusCode());
                    }
                    return body.toJsonObject().getJsonArray("runs").stream()
                            .map(JsonObject.class::cast)
                            .map(AgentTasks::count)
                            .toList();
                }));
    }

    private static TaskCount count(JsonObject run) {
        return new TaskCount(
                run.getString("run"),
                run.getInteger("epoch"),
                run.getInteger("done"),
                run.getInteger("failed"),
                run.getJsonArray("failures").stream()
                        .map(JsonObject.class::cast)
                        .map(task -> new TaskCount.Failed(
                                task.getInteger("task"),
                                task.getJsonArray("inputs").stream()
                                        .map(String::valueOf)
                                        .toList(),
                                task.getString("reason")))
                        .toList());
    }
}
