package org.periapsis.portal.domain;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Keeps paths out that two programs may read differently. The door decides by a path in its simplest form and hands it on as
 * it was written, so what it hands on must have one reading only.
 */
public final class PlainPath {
    private static final Pattern CONTROL = Pattern.compile("%(?:[01][0-9A-Fa-f]|7[Ff])|\\p{Cntrl}");
    private static final Pattern DOTS = Pattern.compile("(?:^|/)(?:\\.|%2[Ee]){1,2}(?:/|$)");
    private static final Pattern ENCODED_START = Pattern.compile("^/[^/]*%");

    private PlainPath() {}

    /**
     * @param path as it was written, without the query
     * @return what is wrong with it
     */
    public static Optional<String> fault(String path) {
        if (path == null || !path.startsWith("/")) {
            return Optional.of("The path does not begin with a slash");
        }
        if (CONTROL.matcher(path).find()) {
            return Optional.of("The path has a control character");
        }
        if (path.indexOf('\\') >= 0) {
            return Optional.of("The path has a backslash");
        }
        if (DOTS.matcher(path).find()) {
            return Optional.of("The path has a segment of dots");
        }
        // What runs in a session may use empty segments as it likes; they come after its id.
        if (path.startsWith("/sessions/") ? path.startsWith("/sessions//") : path.contains("//")) {
            return Optional.of("The path has an empty segment; write a slash inside a product id as %2F");
        }
        return ENCODED_START.matcher(path).find()
                ? Optional.of("The path's first segment is percent-encoded")
                : Optional.empty();
    }
}
