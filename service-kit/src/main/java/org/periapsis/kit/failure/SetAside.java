package org.periapsis.kit.failure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What one group has put aside of one topic, as the facts of its dead-letter topic tell, taken in their order. Whoever reads
 * the topic again sets aside and takes up at the same places. Used by one thread.
 */
public final class SetAside {
    private final Map<Integer, NavigableMap<Long, Entry>> partitions = new HashMap<>();
    /** How many of an entity's records keep its later ones waiting, so that others are not looked for. */
    private final Map<Integer, Map<String, Integer>> blocking = new HashMap<>();

    private int open;

    /** Where a record stands. */
    public enum State {
        OPEN,
        ASKED,
        RELEASED,
        DROPPED
    }

    /**
     * A record that was put aside.
     *
     * @param fact of the set-aside: its last
     * @param key the entity; empty for a record without a key, which is nobody's
     * @param letter offset in the dead-letter topic of the record's bytes
     * @param effect where it was taken up; meant when it is released
     * @param first offset of the fact that first released it; it is applied when the reader's cursor in the facts is behind it
     * @param last offset of the fact that released it last
     */
    public record Entry(
            DeadLetter fact, Optional<String> key, State state, long letter, long effect, long first, long last) {
        public Place place() {
            return fact.place();
        }

        public boolean open() {
            return state == State.OPEN || state == State.ASKED;
        }

        private boolean blocks() {
            return open() && fact.failure() == FailureClass.FAULT;
        }

        private Entry in(State next) {
            return new Entry(fact, key, next, letter, effect, first, last);
        }

        private Entry released(long at, long offset) {
            boolean again = state == State.RELEASED;
            return new Entry(fact, key, State.RELEASED, letter, at, again ? first : offset, offset);
        }
    }

    /**
     * Takes the next fact.
     *
     * @param offset of the fact in the dead-letter topic
     * @param key of its record; null for none
     */
    public void take(long offset, String key, DeadLetter fact) {
        NavigableMap<Long, Entry> entries =
                partitions.computeIfAbsent(fact.place().partition(), partition -> new TreeMap<>());
        Entry before = entries.get(fact.place().offset());
        Entry after;
        if (fact.kind() == DeadLetter.Kind.SET_ASIDE) {
            after = new Entry(fact, Optional.ofNullable(key), State.OPEN, offset, -1, -1, -1);
        } else if (before == null) {
            return; // its letter is gone or never was: there is nothing to decide about
        } else {
            after = switch (fact.kind()) {
                case RETRY -> before.open() ? before.in(State.ASKED) : before;
                case DROPPED -> before.open() ? before.in(State.DROPPED) : before;
                case RELEASED -> before.released(fact.effect().orElse(0L), offset);
                case SET_ASIDE -> throw new IllegalStateException("was looked at before");
            };
        }
        count(fact.place().partition(), before, -1);
        count(fact.place().partition(), after, 1);
        entries.put(fact.place().offset(), after);
    }

    private void count(int partition, Entry entry, int by) {
        if (entry != null && entry.open()) {
            open += by;
        }
        if (entry != null && entry.blocks() && entry.key().isPresent()) {
            blocking.computeIfAbsent(partition, p -> new HashMap<>())
                    .merge(entry.key().get(), by, Integer::sum);
        }
    }

    /** How many records wait for somebody to decide. */
    public int open() {
        return open;
    }

    public boolean isEmpty() {
        return partitions.isEmpty();
    }

    /** @return everything that was ever put aside, in order within each partition */
    public List<Entry> all() {
        return partitions.values().stream()
                .flatMap(entries -> entries.values().stream())
                .toList();
    }

    public Optional<Entry> at(int partition, long offset) {
        return Optional.ofNullable(entries(partition).get(offset));
    }

    /** @return the record that an entity's record at this offset must wait for */
    public Optional<Entry> before(int partition, String key, long offset) {
        return key == null || blocking.getOrDefault(partition, Map.of()).getOrDefault(key, 0) == 0
                ? Optional.empty()
                : entries(partition).headMap(offset, false).values().stream()
                        .filter(entry -> entry.blocks() && entry.key().equals(Optional.of(key)))
                        .findFirst();
    }

    /** @return what is to be taken up now, in order: what was asked for with all of its entity, and what waits for nothing more */
    public List<Entry> due(int partition) {
        Map<Object, List<Entry>> entities = new HashMap<>();
        List<Entry> all = select(partition, Entry::open);
        for (Entry entry : all) {
            entities.computeIfAbsent(entry.key().<Object>map(key -> key).orElse(entry.place()), k -> new ArrayList<>())
                    .add(entry);
        }
        Set<Place> wanted = new HashSet<>();
        for (List<Entry> entity : entities.values()) {
            boolean waitsForNothing = entity.get(0).fact().behind().isPresent();
            if (waitsForNothing || entity.stream().anyMatch(entry -> entry.state() == State.ASKED)) {
                entity.forEach(entry -> wanted.add(entry.place()));
            }
        }
        return all.stream().filter(entry -> wanted.contains(entry.place())).toList();
    }

    /**
     * @param cursor next fact that the reader has not applied
     * @return what was released and is not applied, in the order of release
     */
    public List<Entry> pending(int partition, long cursor) {
        return select(partition, entry -> entry.state() == State.RELEASED && entry.first() >= cursor).stream()
                .sorted(Comparator.comparingLong(Entry::last))
                .toList();
    }

    /** @return what failed by a fault of its own among some offsets, and waits for a decision */
    public List<Entry> faults(int partition, long from, long to) {
        return entries(partition).subMap(from, true, Math.max(from, to), false).values().stream()
                .filter(entry -> entry.blocks() && entry.fact().behind().isEmpty())
                .toList();
    }

    /** @return the cursor of a reader whose place in the partition alone is known */
    public long cursor(int partition, long next) {
        return select(partition, entry -> entry.state() == State.RELEASED && entry.effect() < next).stream()
                .mapToLong(entry -> entry.last() + 1)
                .max()
                .orElse(0);
    }

    private List<Entry> select(int partition, Predicate<Entry> which) {
        return entries(partition).values().stream().filter(which).toList();
    }

    private NavigableMap<Long, Entry> entries(int partition) {
        return partitions.getOrDefault(partition, new TreeMap<>());
    }
}
