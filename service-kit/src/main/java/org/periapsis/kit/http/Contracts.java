package org.periapsis.kit.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * OpenAPI contracts from the class path, YAML. Bodies of media types that Vert.x cannot validate (problem+json, uploads, streams)
 * stay in the published contract and are left out of what is validated.
 */
final class Contracts {
    private static final Set<String> VALIDATED = Set.of("application/json", "text/plain", "application/octet-stream");

    private Contracts() {}

    @SuppressWarnings("unchecked") // a YAML mapping is a map of text to anything
    static JsonObject read(Class<?> anchor, String resource) throws IOException {
        try (InputStream in = anchor.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("no resource " + resource);
            }
            Map<String, Object> contract = new ObjectMapper(new YAMLFactory()).readValue(in, Map.class);
            prune(contract);
            return new JsonObject(contract);
        }
    }

    @SuppressWarnings("unchecked") // as above
    private static void prune(Object node) {
        if (node instanceof Map<?, ?> map) {
            ((Map<String, Object>) map)
                    .computeIfPresent("pattern", (key, form) -> form instanceof String text ? whole(text) : form);
            // Callers are known before the contract's routes: what it says of security is for its readers.
            if (map.get("security") instanceof List<?>) {
                map.remove("security");
            }
            if (map.get("content") instanceof Map<?, ?> content) {
                content.keySet().removeIf(type -> !VALIDATED.contains(String.valueOf(type)));
                if (content.isEmpty()) {
                    map.remove("content");
                }
            }
            // A request body of which nothing is left would be an invalid contract.
            if (map.get("requestBody") instanceof Map<?, ?> body
                    && body.get("content") instanceof Map<?, ?> offered
                    && !hasValidated(offered)) {
                map.remove("requestBody");
            }
            map.values().forEach(Contracts::prune);
        } else if (node instanceof List<?> list) {
            list.forEach(Contracts::prune);
        }
    }

    /** To Java, unlike to OpenAPI, what comes before a last newline has ended. */
    private static String whole(String pattern) {
        return pattern.endsWith("$") && !pattern.endsWith("\\$")
                ? pattern.substring(0, pattern.length() - 1) + "\\z"
                : pattern;
    }

    private static boolean hasValidated(Map<?, ?> content) {
        return content.keySet().stream().anyMatch(type -> VALIDATED.contains(String.valueOf(type)));
    }
}
