package org.periapsis.portal.adapter.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.periapsis.events.door.Document;
import org.periapsis.events.door.FlawedException;
import org.periapsis.kit.http.Problem;

/** A request's JSON object, field by field. What is not as it should be is answered with the field's name. */
record Fields(JsonObject body) {

    /** @throws org.periapsis.kit.http.ProblemException when the body is there and is no JSON object */
    static Fields of(RoutingContext context) {
        return context.body().length() <= 0
                ? new Fields(new JsonObject())
                : of(context.body().buffer());
    }

    /** @throws org.periapsis.kit.http.ProblemException when it is no JSON object */
    static Fields of(Buffer body) {
        try {
            JsonObject json = new JsonObject(body);
            Document.flaw("", json.getMap()).ifPresent(flaw -> {
                throw flaw.exception();
            });
            return new Fields(json);
        } catch (FlawedException e) {
            throw e;
        } catch (RuntimeException e) {
            if (e.getCause() instanceof FlawedException flawed) {
                throw flawed;
            }
            throw Problem.badRequest("body", "The body is not a JSON object", "Send application/json")
                    .exception(e);
        }
    }

    Optional<String> text(String name) {
        Object value = body.getValue(name);
        if (value == null || value instanceof String) {
            return Optional.ofNullable((String) value);
        }
        throw bad(name, "is not a text");
    }

    Optional<Boolean> truth(String name) {
        Object value = body.getValue(name);
        if (value == null || value instanceof Boolean) {
            return Optional.ofNullable((Boolean) value);
        }
        throw bad(name, "is neither true nor false");
    }

    /** @return a whole number of the range */
    Optional<Long> whole(String name, long least, long most) {
        Object value = body.getValue(name);
        if (value == null) {
            return Optional.empty();
        }
        // Larger or broken numbers are other classes.
        if (value instanceof Integer || value instanceof Long) {
            long number = ((Number) value).longValue();
            if (number >= least && number <= most) {
                return Optional.of(number);
            }
        }
        throw bad(name, "is not a whole number between " + least + " and " + most);
    }

    Optional<List<String>> texts(String name) {
        Object value = body.getValue(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof JsonArray array)) {
            throw bad(name, "is not a list of texts");
        }
        List<String> texts = new ArrayList<>(array.size());
        for (Object each : array) {
            if (!(each instanceof String text)) {
                throw bad(name, "is not a list of texts: entry " + texts.size() + " is something else");
            }
            texts.add(text);
        }
        return Optional.of(texts);
    }

    static RuntimeException bad(String name, String fault) {
        return Problem.badRequest(name, name + " " + fault, "See the API description of this operation")
                .exception();
    }
}
