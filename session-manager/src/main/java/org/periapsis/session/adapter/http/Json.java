package org.periapsis.session.adapter.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Collection;
import java.util.function.Function;
import org.periapsis.session.domain.view.Attempt;
import org.periapsis.session.domain.view.Party;
import org.periapsis.session.domain.view.Request;
import org.periapsis.session.domain.view.Score;
import org.periapsis.session.domain.view.Transfer;

/** Parts that answers have in common. Times in ISO 8601, UTC; what is not known is left out. */
final class Json {
    private Json() {}

    static <T> JsonArray array(Collection<T> values, Function<T, ?> each) {
        JsonArray array = new JsonArray();
        values.forEach(value -> array.add(each.apply(value)));
        return array;
    }

    /** Puts a value that is there. */
    static JsonObject put(JsonObject json, String name, Object value) {
        return value == null ? json : json.put(name, value);
    }

    static JsonObject time(JsonObject json, String name, Long millis) {
        return millis == null ? json : json.put(name, text(millis));
    }

    static String text(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    static JsonObject need(Request.Need need) {
        return new JsonObject()
                .put("cores", need.cores())
                .put("memory_mib", need.memoryMib())
                .put("gpus", need.gpus());
    }

    static JsonObject party(JsonObject json, Party party) {
        return party == null
                ? json
                : json.put(
                                "owner",
                                new JsonObject().put("issuer", party.issuer()).put("subject", party.subject()))
                        .put("team", party.team());
    }

    static JsonObject manifest(Request.Manifest manifest) {
        return new JsonObject()
                .put("uri", manifest.uri())
                .put("sha256", manifest.sha256())
                .put("count", manifest.count())
                .put("bytes", manifest.bytes());
    }

    static JsonObject score(Score score) {
        JsonObject json = new JsonObject().put("site", score.site());
        put(json, "refusal", score.refusal());
        return json.put("wait_s", score.waitS())
                .put("transfer_s", score.transferS())
                .put("image_s", score.imageS())
                .put("egress_s", score.egressS())
                .put("total_s", score.totalS())
                .put("local_bytes", score.localBytes())
                .put("moved_bytes", score.movedBytes());
    }

    static JsonObject transfer(Transfer transfer) {
        JsonObject json = new JsonObject()
                .put("source", transfer.source())
                .put("target", transfer.target())
                .put("phase", transfer.phase() == null ? "ORDERED" : transfer.phase())
                .put("ordered_bytes", transfer.orderedBytes())
                .put("bytes", transfer.bytes())
                .put("seconds", transfer.seconds());
        return put(json, "failure", transfer.failure());
    }

    /** Expected is what the rate of late makes of what is left; left out while no rate is known. */
    static JsonObject staging(Attempt.Staging staging) {
        JsonObject json = new JsonObject()
                .put("bytes_total", staging.bytesTotal())
                .put("bytes_done", staging.bytesDone())
                .put("bytes_per_s", staging.bytesPerS())
                .put("as_of", text(staging.lastAt()));
        return put(json, "expected_s", staging.expectedS());
    }

    /** What sessions and jobs have in common of their request. */
    static JsonObject request(JsonObject json, Request request) {
        json.put("name", request.name())
                .put("datalab", new JsonObject().put("id", request.datalab()).put("version", request.version()))
                .put("resources", need(request.need()))
                .put("authority", request.authority())
                .put("wish", String.valueOf(request.wish()).toLowerCase(java.util.Locale.ROOT));
        put(json, "site_asked", request.site());
        put(json, "inputs", request.manifest() == null ? null : manifest(request.manifest()));
        return json.put("shards", array(request.shards(), shard -> new JsonObject()
                .put("holders", new JsonArray(shard.holders()))
                .put("count", shard.count())
                .put("bytes", shard.bytes())));
    }
}
