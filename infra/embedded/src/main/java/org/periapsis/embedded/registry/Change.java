package org.periapsis.embedded.registry;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What can happen to a registry; its log is a list of these. */
sealed interface Change {

    /** A schema became the next version of a subject. */
    record Registered(String subject, RegisteredSchema schema) implements Change {}

    /** A subject's level was set, or the one of all subjects (subject ""). */
    record LevelSet(String subject, CompatibilityLevel level) implements Change {}

    /** A subject goes by the level of all again. */
    record LevelRemoved(String subject) implements Change {}

    /** One line of the log. */
    static String encode(Change change) {
        if (change instanceof Registered registered) {
            JsonArray references = new JsonArray();
            for (SchemaReference reference : registered.schema().references()) {
                references.add(Wire.reference(reference));
            }
            return new JsonObject()
                    .put("op", "registered")
                    .put("subject", registered.subject())
                    .put("id", registered.schema().id())
                    .put("schema", registered.schema().text())
                    .put("references", references)
                    .encode();
        }
        if (change instanceof LevelSet set) {
            return new JsonObject()
                    .put("op", "level")
                    .put("subject", set.subject())
                    .put("level", set.level().name())
                    .encode();
        }
        return new JsonObject()
                .put("op", "level-removed")
                .put("subject", ((LevelRemoved) change).subject())
                .encode();
    }

    /** Reverses {@link #encode}. */
    static Change decode(String line) {
        JsonObject json = new JsonObject(line);
        String subject = json.getString("subject");
        return switch (json.getString("op")) {
            case "registered" -> {
                List<SchemaReference> references = Wire.references(json.getJsonArray("references"));
                yield new Registered(
                        subject, new RegisteredSchema(json.getInteger("id"), json.getString("schema"), references));
            }
            case "level" -> new LevelSet(subject, CompatibilityLevel.valueOf(json.getString("level")));
            case "level-removed" -> new LevelRemoved(subject);
            default -> throw new IllegalStateException("the registry's log holds an unknown change: " + line);
        };
    }
}
