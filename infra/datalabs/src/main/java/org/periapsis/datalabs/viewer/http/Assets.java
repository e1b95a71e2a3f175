package org.periapsis.datalabs.viewer.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** The page and its modules, from the class path. */
final class Assets {
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml");

    private Assets() {}

    /** A file of the page; {@link Answer#notFound} for any other name. */
    static Answer of(String name) throws IOException {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null || !name.matches("[a-z]+(/[a-z]+)?\\.[a-z]+")) {
            return Answer.notFound();
        }
        try (InputStream resource = Assets.class.getResourceAsStream("/org/periapsis/datalabs/viewer/page/" + name)) {
            return resource == null ? Answer.notFound() : Answer.bytes(type, resource.readAllBytes(), false, true);
        }
    }
}
