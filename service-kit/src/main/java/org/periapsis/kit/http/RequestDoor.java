package org.periapsis.kit.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RequestBody;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.periapsis.events.door.Document;
import org.periapsis.events.door.Flaw;
import org.periapsis.events.door.FlawedException;
import org.periapsis.events.door.Utf8;

/**
 * What every request of every service is held against before anybody works on it: no text that some store cannot take in its
 * path, its query or its JSON body. Lengths and meanings are for those who know the field.
 */
final class RequestDoor {
    private static final int DEEPEST_CAUSE = 8;
    private static final String REMEDY = "Leave out control characters";
    private static final String NO_UTF_8 = "It is not UTF-8";
    private static final Pattern STRAY = Pattern.compile("%(?![0-9A-Fa-f]{2})");
    private static final String ENCODE_SIGN = "Write %25 for a percent sign";
    private static final String ENCODE = "Percent-encode the bytes of its UTF-8";

    private RequestDoor() {}

    /** Of the path and the query. */
    static void check(RoutingContext context) {
        path(context.request().path()).or(() -> query(context)).ifPresent(flaw -> {
            throw flaw.exception();
        });
        context.next();
    }

    /** Of a JSON body, which has been read whole; not for an event loop when it is long. */
    static void checkBody(RoutingContext context) {
        body(context).ifPresent(flaw -> {
            throw flaw.exception();
        });
    }

    /** The flaw that a failure is about, itself or what it is caused by. */
    static Optional<Flaw> flaw(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < DEEPEST_CAUSE; i++) {
            if (cause instanceof FlawedException flawed) {
                return Optional.of(flawed.flaw());
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    private static Optional<Flaw> path(String path) {
        if (path == null || path.indexOf('%') < 0) {
            return Optional.empty();
        }
        if (!Utf8.encoded(path)) {
            return Optional.of(new Flaw("path", NO_UTF_8, ENCODE));
        }
        String decoded = QueryStringDecoder.decodeComponent(path.replace("+", "%2B"));
        return Document.flaw("path", decoded).map(flaw -> new Flaw("path", flaw.detail(), REMEDY));
    }

    private static Optional<Flaw> query(RoutingContext context) {
        String raw = context.request().query();
        if (raw == null) {
            return Optional.empty();
        }
        if (!Utf8.encoded(raw)) {
            return Optional.of(new Flaw(notUtf8(raw), NO_UTF_8, ENCODE));
        }
        if (STRAY.matcher(raw).find()) {
            return Optional.of(new Flaw("query", "It has a percent sign without two hexadecimal digits", ENCODE_SIGN));
        }
        for (Map.Entry<String, String> parameter : context.queryParams()) {
            Optional<Flaw> flaw = Document.flaw("query", parameter.getKey())
                    .or(() -> Document.flaw(parameter.getKey(), parameter.getValue()));
            if (flaw.isPresent()) {
                return flaw;
            }
        }
        return Optional.empty();
    }

    private static String notUtf8(String query) {
        return Stream.of(query.split("&"))
                .filter(parameter -> !Utf8.encoded(parameter))
                .map(parameter -> parameter.split("=", 2)[0])
                .filter(name -> name.indexOf('%') < 0)
                .findFirst()
                .orElse("query");
    }

    private static Optional<Flaw> body(RoutingContext context) {
        String type = context.request().getHeader("Content-Type");
        if (context.body() == null || context.body().length() <= 0 || type == null || !type.contains("json")) {
            return Optional.empty();
        }
        try {
            return ofJson(decoded(context.body()));
        } catch (DecodeException e) {
            // What is no JSON at all is told by the validation.
            return flaw(e);
        }
    }

    /** An object is kept with the request: who works on it does not read it again. */
    private static Object decoded(RequestBody body) {
        try {
            return body.asJsonObject();
        } catch (ClassCastException other) {
            return Json.decodeValue(body.buffer());
        }
    }

    private static Optional<Flaw> ofJson(Object json) {
        if (json instanceof JsonObject object) {
            return Document.flaw("", object.getMap());
        }
        return json instanceof JsonArray array ? Document.flaw("", array.getList()) : Document.flaw("", json);
    }
}
