package org.periapsis.ingest.adapter.http;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** {@code Content-Disposition} (RFC 6266), whatever a file is called. */
final class Disposition {
    /** A path's parts, what ends a quoted string, and what a header cannot have. */
    private static final Pattern UNQUOTABLE = Pattern.compile("[^\\x20-\\x7E]|[\"\\\\/%]");

    private static final String ATTR_CHAR = "!#$&+-.^_`|~";
    private static final int LONGEST = 255;

    private Disposition() {}

    /**
     * Has a browser save an answer.
     *
     * @return with the name in ASCII, and beside it as it is (RFC 8187) where that differs
     */
    static String attachment(String name) {
        String last = name.substring(name.replace('\\', '/').lastIndexOf('/') + 1);
        String cut = last.isBlank() ? "file" : last.substring(0, Math.min(LONGEST, last.length()));
        String plain = UNQUOTABLE.matcher(cut).replaceAll("_");
        String header = "attachment; filename=\"" + plain + '"';
        return plain.equals(cut) ? header : header + "; filename*=UTF-8''" + encoded(cut);
    }

    private static String encoded(String name) {
        StringBuilder text = new StringBuilder();
        for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xFF);
            boolean plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            if (plain || ATTR_CHAR.indexOf(c) >= 0) {
                text.append(c);
            } else {
                text.append(String.format("%%%02X", (int) c));
            }
        }
        return text.toString();
    }
}
