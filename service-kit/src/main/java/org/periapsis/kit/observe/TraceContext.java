package org.periapsis.kit.observe;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** W3C trace context, version 00: taken over from the caller, handed on through Kafka headers. */
public final class TraceContext {
    /** The header's name in HTTP and Kafka. */
    public static final String HEADER = "traceparent";

    private static final Pattern FORM = Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private TraceContext() {}

    /** @return a child of the caller's span, or a new trace when there is no valid one */
    public static String childOf(Optional<String> traceparent) {
        return traceparent
                .filter(text -> FORM.matcher(text).matches())
                .map(text -> text.substring(0, 36) + hex(16) + text.substring(52))
                .orElseGet(() -> "00-" + hex(32) + "-" + hex(16) + "-01");
    }

    private static String hex(int digits) {
        StringBuilder text = new StringBuilder(digits);
        while (text.length() < digits) {
            // The lowest bit set keeps the id from being all zero, which the standard forbids.
            text.append(String.format("%016x", ThreadLocalRandom.current().nextLong() | 1));
        }
        return text.substring(0, digits);
    }
}
