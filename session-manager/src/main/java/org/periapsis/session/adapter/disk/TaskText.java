package org.periapsis.session.adapter.disk;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.periapsis.session.domain.agent.Outputs.OutputFile;
import org.periapsis.session.domain.agent.Outputs.TaskResult;

/** A finished task as one line of JSON. */
final class TaskText {

    private TaskText() {}

    static String of(TaskResult result) {
        JsonArray files = new JsonArray();
        for (OutputFile file : result.files()) {
            files.add(new JsonObject()
                    .put("bucket", file.bucket())
                    .put("key", file.key())
                    .put("size", file.size())
                    .put("sha256", file.sha256())
                    .put("name", file.name()));
        }
        JsonObject line = new JsonObject()
                .put("task", result.task())
                .put("inputs", new JsonArray(result.inputIds()))
                .put("files", files);
        result.failure().ifPresent(reason -> line.put("failure", reason));
        return line.encode();
    }

    /** @throws RuntimeException when it is no such line */
    static TaskResult read(String text) {
        JsonObject line = new JsonObject(text);
        List<OutputFile> files = line.getJsonArray("files").stream()
                .map(JsonObject.class::cast)
                .map(file -> new OutputFile(
                        file.getString("bucket"),
                        file.getString("key"),
                        file.getLong("size"),
                        file.getString("sha256"),
                        file.getString("name")))
                .toList();
        List<String> inputs =
                line.getJsonArray("inputs").stream().map(String::valueOf).toList();
        return new TaskResult(line.getInteger("task"), inputs, files, Optional.ofNullable(line.getString("failure")));
    }
}
