package org.periapsis.events.codec;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.periapsis.events.door.Instants;
import org.periapsis.events.door.Numbers;

/** Where a record type has times and amounts of bytes, found once: they are looked at without walking over what is neither. */
final class BoundedFields {
    private static final String SIZE = "size";
    private static final Pattern BYTES = Pattern.compile("size|bytes|.+_bytes|bytes_.+");

    private record At(int position, String name, Schema inner) {}

    private final Map<Schema, List<At>> places = new HashMap<>();
    private final Schema root;

    BoundedFields(Schema root) {
        this.root = root;
        find(root);
    }

    /** @throws UnstorableException when a time is not of the years that every store takes, or an amount of bytes is negative or
     *     so large that sums would overflow */
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
        } else if (value instanceof Long amount) {
            long most = at.name.equals(SIZE) ? Numbers.LARGEST_FILE : Numbers.LARGEST_SUM;
            if (amount < 0 || amount > most) {
                throw new UnstorableException("the number " + amount + " in " + at.name);
            }
        } else if (value instanceof IndexedRecord inner) {
            check(inner, at.inner);
        }
    }

    /** @return whether there is anything bounded in a record of this schema */
    private boolean find(Schema schema) {
        List<At> known = places.get(schema);
        if (known != null) {
            return !known.isEmpty();
        }
        List<At> found = new ArrayList<>();
        places.put(schema, found);
        for (Schema.Field field : schema.getFields()) {
            Schema value = plain(field.schema());
            boolean bounded = value.getType() == Schema.Type.LONG
                    && (value.getLogicalType() != null
                            || BYTES.matcher(field.name()).matches());
            if (bounded || (value.getType() == Schema.Type.RECORD && find(value))) {
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
                        .map(BoundedFields::plain)
                        .orElse(schema);
            case ARRAY -> plain(schema.getElementType());
            default -> schema;
        };
    }
}
