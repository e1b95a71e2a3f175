package org.periapsis.embedded.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Everything registered at one moment; never changes, so that readers need no lock. */
record Catalogue(
        Map<Integer, RegisteredSchema> byId,
        Map<String, List<RegisteredSchema>> bySubject,
        Map<String, CompatibilityLevel> levels) {

    /** The subject name under which the level of all subjects is kept. */
    static final String ALL = "";

    static final Catalogue EMPTY = new Catalogue(Map.of(), Map.of(), Map.of(ALL, CompatibilityLevel.FULL_TRANSITIVE));

    Catalogue after(Change change) {
        if (change instanceof Change.Registered registered) {
            Map<Integer, RegisteredSchema> ids = new HashMap<>(byId);
            ids.put(registered.schema().id(), registered.schema());
            Map<String, List<RegisteredSchema>> subjects = new TreeMap<>(bySubject);
            List<RegisteredSchema> versions = new ArrayList<>(versions(registered.subject()));
            versions.add(registered.schema());
            subjects.put(registered.subject(), List.copyOf(versions));
            return new Catalogue(ids, subjects, levels);
        }
        Map<String, CompatibilityLevel> changed = new HashMap<>(levels);
        if (change instanceof Change.LevelSet set) {
            changed.put(set.subject(), set.level());
        } else if (change instanceof Change.LevelRemoved removed) {
            changed.remove(removed.subject());
        }
        return new Catalogue(byId, bySubject, changed);
    }

    /** The versions of a subject from 1 on; empty if there is no such subject. */
    List<RegisteredSchema> versions(String subject) {
        return bySubject.getOrDefault(subject, List.of());
    }

    Optional<RegisteredSchema> sameAs(String text, List<SchemaReference> references) {
        return byId.values().stream()
                .filter(schema -> schema.isSameAs(text, references))
                .findFirst();
    }

    int nextId() {
        return byId.keySet().stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
    }

    CompatibilityLevel level(String subject) {
        return levels.getOrDefault(subject, levels.get(ALL));
    }
}
