package org.periapsis.events.codec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/** A registry in memory; ids from 1. */
public final class FakeSchemaIds implements SchemaIds {
    private final Map<String, Integer> ids = new HashMap<>();
    private final List<Schema> schemas = new ArrayList<>();
    private boolean down;
    private int calls;

    public FakeSchemaIds down(boolean isDown) {
        down = isDown;
        return this;
    }

    public int calls() {
        return calls;
    }

    @Override
    public int idOf(String subject, Schema schema) {
        answer();
        return ids.computeIfAbsent(subject + schema, s -> {
            schemas.add(schema);
            return schemas.size();
        });
    }

    @Override
    public Optional<Schema> schemaOf(int id) {
        answer();
        return id > 0 && id <= schemas.size() ? Optional.of(schemas.get(id - 1)) : Optional.empty();
    }

    private void answer() {
        calls++;
        if (down) {
            throw new RegistryUnavailable("down", null);
        }
    }
}
