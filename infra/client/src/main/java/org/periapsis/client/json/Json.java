package org.periapsis.client.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON object: names in order, values as Java's own. Absent and null are the same to those who read. */
public final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final Map<String, Object> fields;

    private Json(Map<String, Object> fields) {
        this.fields = fields;
    }

    public static Json object() {
        return new Json(new LinkedHashMap<>());
    }

    /** @throws IOException when the text is not one JSON object */
    public static Json parse(String text) throws IOException {
        return (Json) whole(text, JsonToken.START_OBJECT, "object");
    }

    /**
     * @return an object with the list as its only field
     * @throws IOException when the text is not one JSON list
     */
    public static Json parseList(String name, String text) throws IOException {
        return object().put(name, whole(text, JsonToken.START_ARRAY, "list"));
    }

    private static Object whole(String text, JsonToken start, String kind) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() != start) {
                throw new IOException(
                        "this is not a JSON " + kind + ": " + text.substring(0, Math.min(80, text.length())));
            }
            Object read = value(parser);
            if (parser.nextToken() != null) {
                throw new IOException("something follows the JSON " + kind);
            }
            return read;
        }
    }

    /** Puts a value; a null is left out. */
    public Json put(String name, Object value) {
        if (value != null) {
            fields.put(name, value);
        }
        return this;
    }

    public Optional<Object> value(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** @return a text or number as text */
    public Optional<String> text(String name) {
        return value(name)
                .filter(value -> !(value instanceof Json) && !(value instanceof List))
                .map(String::valueOf);
    }

    public Optional<Number> number(String name) {
        return value(name).filter(Number.class::isInstance).map(Number.class::cast);
    }

    public long whole(String name) {
        return number(name).map(Number::longValue).orElse(0L);
    }

    public boolean is(String name) {
        return Boolean.TRUE.equals(fields.get(name));
    }

    /** @return the object of this name; an empty one when there is none */
    public Json at(String name) {
        return value(name).filter(Json.class::isInstance).map(Json.class::cast).orElseGet(Json::object);
    }

    /** @return the objects of a list; none when there is no list */
    public List<Json> list(String name) {
        return values(name).stream()
                .filter(Json.class::isInstance)
                .map(Json.class::cast)
                .toList();
    }

    /** @return the texts of a list; none when there is no list */
    public List<String> texts(String name) {
        return values(name).stream().map(String::valueOf).toList();
    }

    public List<String> names() {
        return List.copyOf(fields.keySet());
    }

    public boolean isEmpty() {
        return fields.isEmpty();
    }

    /** On one line. */
    @Override
    public String toString() {
        return write(false);
    }

    /** On several lines, for people. */
    public String pretty() {
        return write(true);
    }

    private String write(boolean pretty) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            if (pretty) {
                generator.useDefaultPrettyPrinter();
            }
            write(generator, this);
        } catch (IOException e) {
            throw new UncheckedIOException("a text takes everything", e);
        }
        return text.toString();
    }

    private List<?> values(String name) {
        return fields.get(name) instanceof List<?> list ? list : List.of();
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    fields.put(name, value(parser));
                }
                yield new Json(fields);
            }
            case START_ARRAY -> {
                List<Object> values = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    values.add(value(parser));
                }
                yield values;
            }
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            default -> parser.getText();
        };
    }

    private static void write(JsonGenerator generator, Object value) throws IOException {
        if (value instanceof Json json) {
            generator.writeStartObject();
            for (Map.Entry<String, Object> field : json.fields.entrySet()) {
                generator.writeFieldName(field.getKey());
                write(generator, field.getValue());
            }
            generator.writeEndObject();
        } else if (value instanceof Iterable<?> values) {
            generator.writeStartArray();
            for (Object each : values) {
                write(generator, each);
            }
            generator.writeEndArray();
        } else if (value instanceof Boolean truth) {
            generator.writeBoolean(truth);
        } else if (value instanceof Number) {
            // As it came: every number is a valid JSON number in Java's own text.
            generator.writeNumber(value.toString());
        } else if (value == null) {
            generator.writeNull();
        } else {
            generator.writeString(value.toString());
        }
    }
}
