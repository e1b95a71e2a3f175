package org.periapsis.datalabs.viewer.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.periapsis.datalabs.selection.Json;

/**
 * What is answered.
 *
 * @param kept whether the browser may keep it while the session lasts: the selection does not change
 * @param packed whether it is worth to be compressed
 */
@SuppressWarnings("ArrayRecordComponent")
record Answer(int status, String type, byte[] body, boolean kept, boolean packed) {
    static final int NOT_FOUND = 404;
    static final int UNREADABLE = 422;

    static Answer json(Object value) throws IOException {
        return new Answer(200, "application/json", text(Json.write(value)), false, true);
    }

    static Answer bytes(String type, byte[] body, boolean kept, boolean packed) {
        return new Answer(200, type, body, kept, packed);
    }

    /** RFC 9457, as the platform's services answer. */
    static Answer problem(String code, int status, String detail, String field, String remedy) throws IOException {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "https://periapsis.org/problems/" + code);
        problem.put("title", code.replace('-', ' '));
        problem.put("status", status);
        problem.put("detail", detail);
        problem.put("field", field);
        problem.put("remedy", remedy);
        return new Answer(status, "application/problem+json", text(Json.write(problem)), false, false);
    }

    static Answer notFound() throws IOException {
        return problem("not-found", NOT_FOUND, "There is nothing at this address", "path", "Go back to the viewer");
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
