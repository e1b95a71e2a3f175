package org.periapsis.session.adapter.kafka;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.periapsis.events.DatalabDescriptor;
import org.periapsis.events.DatalabKind;
import org.periapsis.events.Resources;
import org.periapsis.session.domain.request.ShippedDatalab;

/** Descriptors of shipped datalabs from JSON in the event record's field names. */
public final class ShippedJson {
    private ShippedJson() {}

    /**
     * @param text an object with {@code id}, {@code version} and the fields of {@code DatalabDescriptor}
     * @throws RuntimeException when the build ships what cannot be read
     */
    public static ShippedDatalab read(String text) {
        JsonObject json = new JsonObject(text);
        JsonObject resources = json.getJsonObject("resources");
        DatalabDescriptor descriptor = DatalabDescriptor.newBuilder()
                .setTitle(json.getString("title"))
                .setSummary(json.getString("summary"))
                .setKind(DatalabKind.valueOf(json.getString("kind")))
                .setCommand(strings(json, "command"))
                .setNeeds(strings(json, "needs"))
                .setResources(new Resources(
                        resources.getDouble("cores"), resources.getLong("memory_mib"), resources.getInteger("gpus", 0)))
                .setCreator(json.getString("creator"))
                .setLicence(json.getString("licence"))
                .setKeywords(strings(json, "keywords"))
                .setFileTypes(strings(json, "file_types"))
                .build();
        return new ShippedDatalab(json.getString("id"), json.getString("version"), descriptor);
    }

    private static List<String> strings(JsonObject json, String name) {
        return json.getJsonArray(name, new JsonArray()).stream()
                .map(String::valueOf)
                .toList();
    }
}
