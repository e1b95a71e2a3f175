package org.periapsis.scheduler.domain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What is set aside: as the dead-letter topics tell, and the faults met in this life that are not told there yet. Facts of one
 * record come in order; nothing else depends on their order.
 */
final class Asides {
    private final Map<Source, AsideFact> open = new TreeMap<>();
    private final Map<UUID, Set<Source>> byEntity = new HashMap<>();
    private final Map<UUID, String> dropped = new HashMap<>();
    private final Map<Source, AsideFact> asked = new TreeMap<>();
    private final Map<Object, Fault> met = new LinkedHashMap<>();
    private boolean stale;

    /** A fault was met. Of one entity the first counts, until it is released. */
    void meet(Fault fault) {
        met.putIfAbsent(key(fault), fault);
    }

    private static Object key(Fault fault) {
        if (fault.applying() || fault.entity().isEmpty()) {
            return fault.record().<Object>map(record -> record).orElse(fault.reason());
        }
        return fault.entity().get();
    }

    void take(AsideFact fact) {
        asked.remove(fact.record());
        switch (fact.kind()) {
            case SET_ASIDE -> {
                open.put(fact.record(), fact);
                fact.entity().ifPresent(id -> byEntity.computeIfAbsent(id, e -> new TreeSet<>())
                        .add(fact.record()));
            }
            case RETRY -> {
                if (open.containsKey(fact.record())) {
                    asked.put(fact.record(), fact);
                }
            }
            case RELEASED -> close(fact);
            case DROPPED -> {
                AsideFact was = close(fact);
                if (was != null) {
                    was.entity().ifPresent(id -> dropped.put(id, was.reason()));
                }
            }
        }
    }

    private AsideFact close(AsideFact fact) {
        AsideFact was = open.remove(fact.record());
        Optional<UUID> entity = was == null ? fact.entity() : was.entity();
        entity.ifPresent(id -> {
            byEntity.computeIfPresent(id, (e, records) -> {
                records.remove(fact.record());
                return records.isEmpty() ? null : records;
            });
            met.remove(id);
        });
        Fault fault = met.remove(fact.record());
        stale |= fault != null && fault.applying();
        return was;
    }

    /** Whether a record was released that could not be applied in this life: the log is to be read anew. */
    boolean stale() {
        return stale;
    }

    /** @return what was met and is to be written down */
    List<Fault> unwritten() {
        List<Fault> news = new ArrayList<>();
        for (Fault fault : met.values()) {
            boolean told = fault.record().map(open::containsKey).orElse(true);
            if (!told) {
                news.add(fault);
            }
        }
        return news;
    }

    /** @return what an operator wants tried again, and that is not yet */
    List<AsideFact> asked() {
        return List.copyOf(asked.values());
    }

    /** Whether nothing is to be decided about it. */
    boolean aside(UUID entity) {
        return byEntity.containsKey(entity)
                || met.containsKey(entity)
                || met.values().stream().anyMatch(fault -> fault.entity().equals(Optional.of(entity)));
    }

    /** Whether its state may be half of what it should be. */
    boolean spoiled(UUID entity) {
        return met.values().stream()
                .anyMatch(fault -> fault.applying() && fault.entity().equals(Optional.of(entity)));
    }

    /** @return why it was set aside that an operator has given up */
    Optional<String> dropped(UUID entity) {
        return Optional.ofNullable(dropped.get(entity));
    }

    /** An entity is over: what was set aside of it has nothing to wait for. */
    void forget(UUID entity) {
        Set<Source> records = byEntity.remove(entity);
        if (records != null) {
            records.forEach(open::remove);
            records.forEach(asked::remove);
        }
        dropped.remove(entity);
        met.values().removeIf(fault -> fault.entity().equals(Optional.of(entity)));
    }

    Set<UUID> entities() {
        Set<UUID> all = new TreeSet<>(byEntity.keySet());
        met.values().forEach(fault -> fault.entity().ifPresent(all::add));
        return all;
    }

    int size() {
        return open.size();
    }

    void canonical(StringBuilder out) {
        open.keySet().forEach(record -> out.append("aside ").append(record).append('\n'));
        new TreeMap<>(dropped)
                .keySet()
                .forEach(id -> out.append("dropped ").append(id).append('\n'));
    }
}
