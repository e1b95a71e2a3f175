package org.periapsis.kit.http;

import io.netty.handler.codec.compression.StandardCompressionOptions;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Compresses JSON for whoever takes gzip, and nothing else: a stream of events would be held back until a block is full, and
 * products are compressed already or asked for in ranges.
 */
final class Compression {
    private static final int LEAST_BYTES = 1_024;
    private static final Set<String> TYPES = Set.of("application/json", "application/problem+json");

    /** With any weight but none. */
    private static final Pattern GZIP = Pattern.compile("gzip(\\s*;\\s*q=(1(\\.0*)?|0\\.0*[1-9]\\d*))?");

    private Compression() {}

    static HttpServerOptions offer(HttpServerOptions options) {
        return options.setCompressionSupported(true).setCompressors(List.of(StandardCompressionOptions.gzip()));
    }

    /** Has each answer say, when its headers are known, whether it may be compressed. */
    static void decide(RoutingContext context) {
        context.addHeadersEndHandler(known -> mark(context));
        context.next();
    }

    /** Whether an answer that is packed already may be sent. */
    static boolean takesGzip(RoutingContext context) {
        HttpVersion version = context.request().version();
        return version != HttpVersion.HTTP_1_0
                && context.request().headers().getAll("Accept-Encoding").stream()
                        .flatMap(header ->
                                Arrays.stream(header.toLowerCase(Locale.ROOT).split(",")))
                        .map(String::trim)
                        .anyMatch(offer -> GZIP.matcher(offer).matches());
    }

    private static void mark(RoutingContext context) {
        MultiMap headers = context.response().headers();
        int status = context.response().getStatusCode();
        boolean json = TYPES.contains(mediaType(headers.get("Content-Type")));
        if (json) {
            vary(headers);
        }
        // A tag names the bytes as they are.
        boolean worth = json && status != 206 && !headers.contains("ETag") && !isShort(headers.get("Content-Length"));
        if (!worth && !headers.contains("Content-Encoding") && reachesTheCompressor(context, status)) {
            // Taken off again by the compressor, which it tells to leave this one alone.
            headers.set("Content-Encoding", "identity");
        }
    }

    /** What is relayed may depend on more. */
    private static void vary(MultiMap headers) {
        String named = String.join(", ", headers.getAll("Vary"));
        if (!named.toLowerCase(Locale.ROOT).contains("accept-encoding")) {
            headers.set("Vary", named.isEmpty() ? "Accept-Encoding" : named + ", Accept-Encoding");
        }
    }

    /** What comes in parts has no length yet, and is long. */
    private static boolean isShort(String length) {
        return length != null && Long.parseLong(length) < LEAST_BYTES;
    }

    /** Answers without a body and those to old clients pass it by. */
    private static boolean reachesTheCompressor(RoutingContext context, int status) {
        return status >= 200
                && status != 204
                && status != 304
                && !HttpMethod.HEAD.equals(context.request().method())
                && context.request().version() != HttpVersion.HTTP_1_0;
    }

    private static String mediaType(String header) {
        if (header == null) {
            return "";
        }
        int end = header.indexOf(';');
        return (end < 0 ? header : header.substring(0, end)).trim().toLowerCase(Locale.ROOT);
    }
}
