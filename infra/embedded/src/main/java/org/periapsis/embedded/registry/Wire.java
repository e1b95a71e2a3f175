package org.periapsis.embedded.registry;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.periapsis.embedded.registry.RegistryException.Code;

/** The JSON shapes of Confluent's REST interface. */
final class Wire {

    static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";

    /** A schema as a client sends it. */
    record Submitted(String text, List<SchemaReference> references) {}

    private Wire() {}

    static Submitted submitted(JsonObject body) {
        if (body == null
                || body.getString("schema") == null
                || body.getString("schema").isBlank()) {
            throw new RegistryException(Code.INVALID_SCHEMA, "Empty schema");
        }
        String type = body.getString("schemaType", "AVRO");
        if (!"AVRO".equals(type)) {
            throw new RegistryException(Code.INVALID_SCHEMA, "Invalid schema type " + type + ": only AVRO is served");
        }
        return new Submitted(body.getString("schema"), references(body.getJsonArray("references")));
    }

    static List<SchemaReference> references(JsonArray array) {
        if (array == null) {
            return List.of();
        }
        return IntStream.range(0, array.size())
                .mapToObj(array::getJsonObject)
                .map(r -> new SchemaReference(r.getString("name"), r.getString("subject"), r.getInteger("version", 0)))
                .toList();
    }

    static JsonObject reference(SchemaReference reference) {
        return new JsonObject()
                .put("name", reference.name())
                .put("subject", reference.subject())
                .put("version", reference.version());
    }

    /** {@code /schemas/ids/{id}}. */
    static JsonObject schema(RegisteredSchema schema) {
        return withReferences(new JsonObject().put("schema", schema.text()), schema);
    }

    /** {@code /subjects/{subject}/versions/{version}}. */
    static JsonObject version(String subject, int version, RegisteredSchema schema) {
        return withReferences(
                new JsonObject()
                        .put("subject", subject)
                        .put("version", version)
                        .put("id", schema.id())
                        .put("schema", schema.text()),
                schema);
    }

    /** Left out when empty, as the original does: older clients do not know the key. */
    private static JsonObject withReferences(JsonObject json, RegisteredSchema schema) {
        if (!schema.references().isEmpty()) {
            JsonArray references = new JsonArray();
            schema.references().forEach(reference -> references.add(reference(reference)));
            json.put("references", references);
        }
        return json;
    }

    static JsonObject error(RegistryException e) {
        return new JsonObject().put("error_code", e.code().number()).put("message", e.getMessage());
    }
}
