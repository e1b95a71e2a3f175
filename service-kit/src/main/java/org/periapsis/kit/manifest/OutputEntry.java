package org.periapsis.kit.manifest;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.periapsis.events.door.Numbers;

/**
 * What one task of a run brought forth, or why it failed. An output manifest is newline-delimited JSON, one task a line, stored
 * as {@code s3://<site>-outputs/<entity>/<run>/<epoch>/manifest.ndjson}.
 *
 * @param task number of the manifest entry that the task read, from 0
 * @param inputIds product ids that were read
 * @param objects files written, in the site's output bucket
 * @param failure why the task failed; empty when it succeeded
 */
public record OutputEntry(
        int task, List<String> inputIds, List<ManifestEntry.ObjectRef> objects, Optional<String> failure) {
    public OutputEntry {
        inputIds = List.copyOf(inputIds);
        objects = List.copyOf(objects);
    }

    public String toLine() {
        JsonArray files = new JsonArray();
        objects.forEach(object -> files.add(object.toJson()));
        JsonObject json = new JsonObject()
                .put("task", task)
                .put("input_ids", new JsonArray(inputIds))
                .put("objects", files);
        failure.ifPresent(reason -> json.put("failure", reason));
        return json.encode();
    }

    /**
     * Reads a line.
     *
     * @throws RuntimeException when it is not an entry, or one with a text or number that some store cannot take
     */
    public static OutputEntry ofLine(String line) {
        JsonObject json = ManifestEntry.checked(line);
        return new OutputEntry(
                (int) Numbers.whole("task", json.getValue("task"), 0, Integer.MAX_VALUE),
                json.getJsonArray("input_ids").stream().map(String::valueOf).toList(),
                json.getJsonArray("objects").stream()
                        .map(JsonObject.class::cast)
                        .map(ManifestEntry.ObjectRef::of)
                        .toList(),
                Optional.ofNullable(json.getString("failure")));
    }
}
