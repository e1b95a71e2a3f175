package org.periapsis.events.codec;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.periapsis.events.door.Instants;

/** Where a record type has times, found once: they are looked at without walking over what is none. */
final class TimeFields {
    private record At(int position, String name, Schema inner) {}

    private final Map<Schema, List<At>> places = new HashMap<>();
    private final Schema root;

    TimeFields(Schema root) {
        this.root = root;
        find(root);
    }

    /** @throws UnstorableException when a time is not of the years that every store takes */
    void check(IndexedRecord record) throws UnstorableException {
        check(record, root);
    }

    private void check(IndexedRecord record, Schema schema) throws UnstorableException {
        List<At> here = places.get(schema);
        for (int i = 0; i < here.size(); i++) {
            At at = here.get(i);
            Object value = record.get(at.position);
            if (value instanceof List<?> items) {
                for (Object item : items) {
                    check(at, item);
                }
            } else {
                check(at, value);
            }
        }
    }

    private void check(At at, Object value) throws UnstorableException {
        if (value instanceof Instant time) {
            if (!Instants.holds(time)) {
                throw new UnstorableException("the time " + time + " in " + at.name);
            }
        } else if (value instanceof IndexedRecord inner) {
            check(inner, at.inner);
        }
    }

    /** @return whether there is any time in a record of this schema */
    private boolean find(Schema schema) {
        List<At> known = places.get(schema);
        if (known != null) {
            return !known.isEmpty();
        }
        List<At> found = new ArrayList<>();
        places.put(schema, found);
        for (Schema.Field field : schema.getFields()) {
            Schema value = plain(field.schema());
            boolean time = value.getType() == Schema.Type.LONG && value.getLogicalType() != null;
            if (time || (value.getType() == Schema.Type.RECORD && find(value))) {
                found.add(new At(field.pos(), field.name(), value));
            }
        }
        return !found.isEmpty();
    }

    /** What a union with null or an array is about. */
    private static Schema plain(Schema schema) {
        return switch (schema.getType()) {
            case UNION ->
                schema.getTypes().stream()
                        .filter(branch -> branch.getType() != Schema.Type.NULL)
                        .findFirst()
                        .map(TimeFields::plain)
                        .orElse(schema);
            case ARRAY -> plain(schema.getElementType());
            default -> schema;
        };
    }
}
