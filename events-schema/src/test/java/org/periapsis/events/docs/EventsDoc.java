package org.periapsis.events.docs;

import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.periapsis.events.codec.Samples;
import org.periapsis.events.topic.Topic;

/** {@code docs/events.md}, made of the topic catalogue and the schemas. */
final class EventsDoc {
    static final String COMMAND = "mvn -pl events-schema -am test -Ddocs.write=true";

    private static final String HEAD =
            """
            # Events

            <!-- Made from the schemas. Do not edit; after a change of a schema or a topic run: %s -->

            Every event is an Avro record in the Confluent wire format with CloudEvents headers. One topic has one writer.
            `<site>.` stands before the name of a topic that each site writes for itself.

            | topic | written by | key | partitions | kept |
            |---|---|---|---|---|
            """
                    .formatted(COMMAND);

    private final StringBuilder text = new StringBuilder(HEAD);

    private EventsDoc() {}

    static String render() {
        EventsDoc doc = new EventsDoc();
        Stream.of(Topic.values()).forEach(doc::row);
        Stream.of(Topic.values()).forEach(doc::topic);
        doc.parts();
        return doc.text.toString();
    }

    private void row(Topic topic) {
        line(
                "| [`%s`](#%s) | %s | %s | %d | %s |",
                name(topic), anchor(topic), topic.writer(), topic.key(), topic.partitions(), kept(topic.kept()));
    }

    private static String name(Topic topic) {
        return topic.name("", "<site>");
    }

    private static String anchor(Topic topic) {
        return topic.name().toLowerCase(Locale.ROOT);
    }

    private static String kept(Topic.Kept kept) {
        return kept.compacted()
                ? "the latest of each key"
                : kept.retention().map(Duration::toDays).map(d -> d + " days").orElse("for ever");
    }

    private void topic(Topic topic) {
        line("%n## %s%n", anchor(topic));
        line("`%s`, written by %s, keyed by %s.", name(topic), topic.writer(), topic.key());
        for (Class<? extends SpecificRecord> type : topic.types()) {
            record(Samples.schemaOf(type));
        }
    }

    private void parts() {
        Map<String, Schema> parts = new TreeMap<>();
        Samples.types().map(Samples::schemaOf).forEach(event -> collect(event, parts));
        Samples.types().forEach(type -> parts.remove(type.getSimpleName()));
        line("%n## Parts%n");
        line("Records and enums that events share. A reader that meets a symbol it does not know reads `UNKNOWN`.");
        parts.values().forEach(part -> {
            if (part.getType() == Schema.Type.RECORD) {
                record(part);
            } else {
                line("%n### %s%n", part.getName());
                line("%s One of %s.", part.getDoc(), symbols(part.getEnumSymbols()));
            }
        });
    }

    private static String symbols(Collection<String> symbols) {
        return symbols.stream().map(s -> "`" + s + "`").collect(Collectors.joining(", "));
    }

    private void record(Schema record) {
        line("%n### %s%n", record.getName());
        line("%s%n", record.getDoc());
        line("| field | type | meaning |");
        line("|---|---|---|");
        for (Schema.Field field : record.getFields()) {
            line("| `%s` | %s | %s |", field.name(), type(field.schema()), cell(field.doc()));
        }
    }

    private static String cell(String doc) {
        return doc.replace("|", "\\|").replaceAll("\\s*\\R\\s*", " ");
    }

    private static String type(Schema schema) {
        LogicalType logical = schema.getLogicalType();
        if (logical != null) {
            return logical.getName();
        }
        return switch (schema.getType()) {
            case RECORD, ENUM, FIXED ->
                "[%s](#%s)".formatted(schema.getName(), schema.getName().toLowerCase(Locale.ROOT));
            case ARRAY -> "list of " + type(schema.getElementType());
            case MAP -> "map to " + type(schema.getValueType());
            case UNION ->
                schema.getTypes().stream()
                                .filter(branch -> branch.getType() != Schema.Type.NULL)
                                .map(EventsDoc::type)
                                .collect(Collectors.joining(" or "))
                        + ", or null";
            default -> schema.getType().getName();
        };
    }

    private static void collect(Schema schema, Map<String, Schema> parts) {
        switch (schema.getType()) {
            case RECORD -> {
                if (parts.put(schema.getName(), schema) == null) {
                    schema.getFields().forEach(f -> collect(f.schema(), parts));
                }
            }
            case ENUM, FIXED -> parts.put(schema.getName(), schema);
            case ARRAY -> collect(schema.getElementType(), parts);
            case MAP -> collect(schema.getValueType(), parts);
            case UNION -> schema.getTypes().forEach(branch -> collect(branch, parts));
            default -> {} // a primitive is no part
        }
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values).replace("\r\n", "\n"))
                .append('\n');
    }
}
