package org.periapsis.indexer.adapter.postgres;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.periapsis.events.DataRights;
import org.periapsis.events.ObsCore;

/** The columns of ObsCore, by the schema of the events: one place that says which there are. */
final class ObsCoreColumns {
    private static final List<Schema.Field> FIELDS = ObsCore.getClassSchema().getFields();

    private ObsCoreColumns() {}

    /** Names, in the schema's order. */
    static List<String> names() {
        return FIELDS.stream().map(Schema.Field::name).toList();
    }

    /** All names, each after a prefix, as a select list. */
    static String list(String prefix) {
        return names().stream().map(name -> prefix + name).collect(Collectors.joining(", "));
    }

    /** The element type of an array that brings many values of the column. */
    static String sqlType(String name) {
        Schema schema = ObsCore.getClassSchema().getField(name).schema();
        Schema value = schema.getType() == Schema.Type.UNION ? schema.getTypes().get(1) : schema;
        return switch (value.getType()) {
            case DOUBLE -> "float8";
            case INT -> "int4";
            case LONG -> value.getLogicalType() == null ? "int8" : "timestamptz";
            default -> "text";
        };
    }

    /** A record's value as the column keeps it. */
    static Object value(ObsCore obscore, String name) {
        Object value = obscore.get(name);
        if (value instanceof DataRights rights) {
            return rights.name().toLowerCase(Locale.ROOT);
        }
        return value instanceof Instant instant ? instant.toString() : value;
    }

    /** A record of a row, whose values a function brings by name. */
    static ObsCore read(Function<String, Object> row) {
        ObsCore obscore = new ObsCore();
        for (Schema.Field field : FIELDS) {
            Object value = row.apply(field.name());
            if (field.name().equals("data_rights")) {
                value = DataRights.valueOf(((String) value).toUpperCase(Locale.ROOT));
            }
            obscore.put(field.pos(), sqlType(field.name()).equals("timestamptz") ? instant(value) : value);
        }
        return obscore;
    }

    /** A timestamptz of either driver. */
    static Instant instant(Object value) {
        if (value instanceof OffsetDateTime time) {
            return time.toInstant();
        }
        return value instanceof Timestamp time ? time.toInstant() : null;
    }
}
