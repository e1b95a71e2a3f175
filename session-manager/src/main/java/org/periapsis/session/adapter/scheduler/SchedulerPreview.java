package org.periapsis.session.adapter.scheduler;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.concurrent.CompletionStage;
import org.periapsis.events.Shard;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.http.WholeAnswer;
import org.periapsis.kit.observe.TraceContext;
import org.periapsis.session.domain.request.PlacementPreview;
import org.periapsis.session.domain.request.RequestRefused;

/** The scheduler's {@code POST /placements/preview}, in terms of shards. */
public final class SchedulerPreview implements PlacementPreview {
    private static final long TIMEOUT_MS = 10_000;
    private static final int MOST_BYTES = 8 << 20;

    private final HttpClient client;
    private final URI base;
    private final Secret token;

    public SchedulerPreview(HttpClient client, URI base, Secret token) {
        this.client = client;
        this.base = base;
        this.token = token;
    }

    @Override
    public CompletionStage<String> preview(Question question, String traceparent) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(base + "/placements/preview")
                .setConnectTimeout(2_000)
                .setTimeout(TIMEOUT_MS)
                .putHeader("Content-Type", "application/json")
                .putHeader(TraceContext.HEADER, traceparent)
                .putHeader("Authorization", "Bearer " + token.value());
        return client.request(options)
                .compose(request -> request.send(body(question).toBuffer()))
                .compose(response -> WholeAnswer.of(response, MOST_BYTES).map(buffer -> {
                    if (response.statusCode() == 400) {
                        throw notTaken(buffer);
                    }
                    if (response.statusCode() != 200) {
                        throw new IllegalStateException(
                                "the scheduler answered " + response.statusCode() + " " + buffer.toString());
                    }
                    return buffer.toString();
                }))
                .recover(failure -> Future.failedFuture(
                        failure instanceof RequestRefused
                                ? failure
                                : failure instanceof WholeAnswer.TooLong
                                        ? tooMuch()
                                        : RequestRefused.unavailable("The scheduler does not answer", failure)))
                .toCompletionStage();
    }

    /** It has a score for each site and shard. */
    private static RequestRefused tooMuch() {
        return RequestRefused.tooLarge(null, "These products are at too many different places to tell of each");
    }

    /** It says which part of the question it is about. */
    private static RequestRefused notTaken(Buffer answer) {
        JsonObject problem;
        try {
            problem = answer.toJsonObject();
        } catch (DecodeException | ClassCastException e) {
            problem = new JsonObject();
        }
        return RequestRefused.invalid(
                problem.getString("field"),
                "The scheduler does not take this question. " + problem.getString("detail", ""),
                problem.getString("remedy"));
    }

    private static JsonObject body(Question question) {
        JsonArray shards = new JsonArray();
        for (Shard shard : question.shards()) {
            shards.add(new JsonObject()
                    .put("holders", new JsonArray(shard.getHolders()))
                    .put("first", shard.getEntries().getFirst())
                    .put("count", shard.getEntries().getCount())
                    .put("bytes", shard.getBytes()));
        }
        JsonObject body = new JsonObject()
                .put("kind", question.datalab().getKind().name().equals("BATCH") ? "job" : "session")
                .put(
                        "owner",
                        new JsonObject()
                                .put("issuer", question.who().issuer())
                                .put("subject", question.who().subject()))
                .put("team", question.team())
                .put(
                        "datalab",
                        new JsonObject()
                                .put("id", question.datalab().getId())
                                .put("version", question.datalab().getVersion()))
                .put("shards", shards)
                .put(
                        "resources",
                        new JsonObject()
                                .put("cores", question.need().cores())
                                .put("memory_mib", question.need().memoryMib())
                                .put("gpus", question.need().gpus()))
                .put("wish", question.wish().name().toLowerCase(java.util.Locale.ROOT))
                .put("lease_s", question.leaseS());
        return question.site() == null ? body : body.put("site", question.site());
    }
}
