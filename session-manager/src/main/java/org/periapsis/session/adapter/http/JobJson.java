package org.periapsis.session.adapter.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.periapsis.session.domain.view.EntityView;
import org.periapsis.session.domain.view.JobState;
import org.periapsis.session.domain.view.Request;
import org.periapsis.session.domain.view.Views.Failure;
import org.periapsis.session.domain.view.Views.Found;
import org.periapsis.session.domain.view.Views.Progress;
import org.periapsis.session.domain.view.Views.Tally;

/** A job as people read it. */
final class JobJson {
    private JobJson() {}

    static JsonObject of(Found found) {
        EntityView job = found.entity();
        Request request = job.request();
        JsonObject json = new JsonObject()
                .put("id", found.id().toString())
                .put("kind", "job")
                .put("state", JobState.of(job, found.runs()).name());
        Json.party(json, job.party());
        Json.request(json, request);
        Json.put(
                json,
                "command",
                request.batch().command() == null
                        ? null
                        : new JsonArray(request.batch().command()));
        json.put("parameters", new JsonObject(Map.copyOf(request.batch().parameters())))
                .put("max_attempts", request.batch().maxAttempts())
                .put("output_rights", request.batch().outputRights().toLowerCase(java.util.Locale.ROOT))
                .put("tasks", request.manifest().count())
                .put("runs", found.runs());
        JsonObject times =
                new JsonObject().put("SUBMITTED", Json.text(request.stamp().at()));
        Json.time(times, "CANCELLING", job.stop() == null ? null : job.stop().at());
        if (job.conclusion() != null) {
            json.put("outcome", job.conclusion().outcome())
                    .put("tasks_succeeded", job.conclusion().succeeded())
                    .put("tasks_failed", job.conclusion().failed());
            Json.put(json, "reason", job.conclusion().reason());
            times.put(
                    JobState.of(job, found.runs()).name(),
                    Json.text(job.conclusion().at()));
        }
        return json.put("times", times)
                .put("transfers", Json.array(job.transfers().values(), Json::transfer));
    }

    static JsonObject of(Found found, Progress progress) {
        JsonObject json = of(found);
        Map<String, Tally> byShard =
                progress.shards().stream().collect(Collectors.toMap(Tally::key, Function.identity(), (a, b) -> a));
        List<Request.ShardSummary> shards = found.entity().request().shards();
        JsonArray perShard = new JsonArray();
        for (int i = 0; i < shards.size(); i++) {
            perShard.add(shard(found.entity(), i, shards.get(i), byShard.get(String.valueOf(i))));
        }
        json.put("shards", perShard).put("sites", Json.array(progress.sites(), JobJson::site));
        if (found.entity().conclusion() == null) {
            json.put("tasks_succeeded", sum(progress, Tally::succeeded))
                    .put("tasks_failed", sum(progress, Tally::failed));
        }
        return json.put("local_bytes", sum(progress, Tally::localBytes))
                .put("moved_bytes", sum(progress, Tally::movedBytes))
                .put("failures", Json.array(progress.failures(), JobJson::failure));
    }

    private static JsonObject shard(EntityView job, int number, Request.ShardSummary shard, Tally tally) {
        JsonObject json = new JsonObject()
                .put("shard", number)
                .put("holders", new JsonArray(shard.holders()))
                .put("tasks", shard.count())
                .put("bytes", shard.bytes())
                .put("placed", tally == null ? 0 : tally.tasks())
                .put("succeeded", tally == null ? 0 : tally.succeeded())
                .put("failed", tally == null ? 0 : tally.failed());
        EntityView.Waiting waiting = job.waiting().get(number);
        EntityView.Waiting why = waiting == null ? job.waiting().get(EntityView.WHOLE) : waiting;
        boolean waits = job.conclusion() == null && (tally == null || tally.tasks() < shard.count());
        if (waits && why != null) {
            json.put(
                    "waiting",
                    new JsonObject()
                            .put("reason", why.reason())
                            .put("message", why.message())
                            .put("since", Json.text(why.at())));
        }
        return json;
    }

    private static JsonObject site(Tally tally) {
        return new JsonObject()
                .put("site", tally.key())
                .put("runs", tally.runs())
                .put("tasks", tally.tasks())
                .put("succeeded", tally.succeeded())
                .put("failed", tally.failed())
                .put("local_bytes", tally.localBytes())
                .put("moved_bytes", tally.movedBytes());
    }

    private static JsonObject failure(Failure failure) {
        JsonObject json = new JsonObject()
                .put("run", failure.runId())
                .put("epoch", failure.epoch())
                .put("site", failure.site())
                .put("phase", failure.phase())
                .put("tasks_failed", failure.failed());
        return Json.put(json, "reason", failure.reason());
    }

    private static long sum(Progress progress, Function<Tally, Long> part) {
        return progress.sites().stream().mapToLong(part::apply).sum();
    }
}
