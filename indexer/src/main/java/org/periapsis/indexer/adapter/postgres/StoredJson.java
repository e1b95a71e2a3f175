package org.periapsis.indexer.adapter.postgres;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.periapsis.events.ProductFile;
import org.periapsis.events.Provenance;
import org.periapsis.events.StoredObject;

/** Small lists that are always read whole are kept as JSON text; this is its only reader and writer. */
final class StoredJson {
    private StoredJson() {}

    static String files(List<ProductFile> files) {
        JsonArray array = new JsonArray();
        files.forEach(f -> array.add(new JsonObject()
                .put("name", f.getName())
                .put("size", f.getSize())
                .put("sha256", f.getSha256())
                .put("content_type", f.getContentType())));
        return array.encode();
    }

    static List<ProductFile> files(String text) {
        return new JsonArray(text)
                .stream()
                        .map(JsonObject.class::cast)
                        .map(o -> new ProductFile(
                                o.getString("name"),
                                o.getLong("size"),
                                o.getString("sha256"),
                                o.getString("content_type")))
                        .toList();
    }

    static String objects(List<StoredObject> objects) {
        JsonArray array = new JsonArray();
        objects.forEach(f -> array.add(new JsonObject()
                .put("bucket", f.getBucket())
                .put("key", f.getKey())
                .put("size", f.getSize())
                .put("sha256", f.getSha256())
                .put("name", f.getName())
                .put("content_type", f.getContentType())));
        return array.encode();
    }

    static List<StoredObject> objects(String text) {
        return new JsonArray(text)
                .stream()
                        .map(JsonObject.class::cast)
                        .map(o -> new StoredObject(
                                o.getString("bucket"),
                                o.getString("key"),
                                o.getLong("size"),
                                o.getString("sha256"),
                                o.getString("name"),
                                o.getString("content_type")))
                        .toList();
    }

    static String provenance(Provenance p) {
        return new JsonObject()
                .put("job_id", p.getJobId().toString())
                .put("run_id", p.getRunId())
                .put("epoch", p.getEpoch())
                .put("task", p.getTask())
                .put("datalab", p.getDatalab())
                .put("datalab_version", p.getDatalabVersion())
                .put("input_ids", new JsonArray(List.copyOf(p.getInputIds())))
                .encode();
    }

    static Optional<Provenance> provenance(String text) {
        if (text == null) {
            return Optional.empty();
        }
        JsonObject o = new JsonObject(text);
        return Optional.of(new Provenance(
                UUID.fromString(o.getString("job_id")),
                o.getString("run_id"),
                o.getInteger("epoch"),
                o.getInteger("task"),
                o.getString("datalab"),
                o.getString("datalab_version"),
                o.getJsonArray("input_ids").stream().map(String.class::cast).toList()));
    }
}
