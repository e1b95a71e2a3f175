package org.periapsis.session.adapter.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.periapsis.events.door.Numbers;
import org.periapsis.session.domain.view.EntityView;
import org.periapsis.session.domain.view.JobState;
import org.periapsis.session.domain.view.Request;
import org.periapsis.session.domain.view.ShardProgress;
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

    /** @param known of the inputs of failed tasks those that the caller may know of */
    static JsonObject of(Found found, Progress progress, JobTasks.Told told, Set<String> known) {
        JsonObject json = of(found);
        List<ShardProgress> shards = ShardProgress.of(found.entity(), progress, told.going());
        JsonArray perShard = new JsonArray();
        for (int i = 0; i < shards.size(); i++) {
            perShard.add(shard(found.entity(), i, shards.get(i)));
        }
        json.put("shards", perShard).put("sites", Json.array(progress.sites(), tally -> site(tally, shards)));
        if (found.entity().conclusion() == null) {
            json.put("tasks_succeeded", sum(shards, ShardProgress::done))
                    .put("tasks_failed", sum(shards, ShardProgress::failed));
        }
        json.put("tasks_running", sum(shards, ShardProgress::running))
                .put("local_bytes", sum(progress.sites(), Tally::localBytes))
                .put("moved_bytes", sum(progress.sites(), Tally::movedBytes))
                .put("failures", JobFailures.of(progress, told, known));
        return told.unheard().isEmpty() ? json : json.put("unheard", new JsonArray(List.copyOf(told.unheard())));
    }

    private static JsonObject shard(EntityView job, int number, ShardProgress progress) {
        Request.ShardSummary shard = job.request().shards().get(number);
        JsonObject json = new JsonObject()
                .put("shard", number)
                .put("holders", new JsonArray(shard.holders()))
                .put("state", progress.state().name())
                .put("tasks", shard.count())
                .put("bytes", shard.bytes())
                .put("placed", progress.done() + progress.failed() + progress.running())
                .put("done", progress.done())
                .put("failed", progress.failed())
                .put("running", progress.running())
                .put("at", Json.array(progress.at(), JobJson::at));
        if (!progress.at().isEmpty()) {
            json.put("site", progress.at().get(0).site());
        }
        EntityView.Waiting waiting = job.waiting().get(number);
        EntityView.Waiting why = waiting == null ? job.waiting().get(EntityView.WHOLE) : waiting;
        boolean waits = job.conclusion() == null && json.getLong("placed") < shard.count();
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

    private static JsonObject at(ShardProgress.AtSite at) {
        return new JsonObject()
                .put("site", at.site())
                .put("tasks", at.tasks())
                .put("done", at.done())
                .put("failed", at.failed())
                .put("running", at.running());
    }

    private static JsonObject site(Tally tally, List<ShardProgress> shards) {
        List<ShardProgress.AtSite> here = shards.stream()
                .flatMap(shard -> shard.at().stream())
                .filter(at -> at.site().equals(tally.site()))
                .toList();
        return new JsonObject()
                .put("site", tally.site())
                .put("runs", tally.runs())
                .put("tasks", tally.tasks())
                .put("done", sum(here, ShardProgress.AtSite::done))
                .put("failed", sum(here, ShardProgress.AtSite::failed))
                .put("running", sum(here, ShardProgress.AtSite::running))
                .put("local_bytes", tally.localBytes())
                .put("moved_bytes", tally.movedBytes());
    }

    private static <T> long sum(List<T> parts, ToLongFunction<T> part) {
        return Numbers.sum(parts.stream().mapToLong(part));
    }
}
