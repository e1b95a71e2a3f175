package org.periapsis.notifier.domain;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.periapsis.events.topic.Topic;

/**
 * How far a reader has come: the next offset of every partition of the topics it reads. A partition of such a topic that is
 * not named is read from its beginning: it did not exist yet.
 */
public record Cursor(Set<Topic> topics, Map<Partition, Long> next) {
    public Cursor {
        topics = Set.copyOf(topics);
        next = Map.copyOf(next);
    }

    /** The beginning of the log. */
    public static Cursor beginning(Set<Topic> topics) {
        return new Cursor(topics, Map.of());
    }

    public long next(Partition partition) {
        return next.getOrDefault(partition, 0L);
    }

    /**
     * Fits the cursor to the topics of a filter: what is no longer read is forgotten, and what was not read before begins
     * where the log is now.
     *
     * @param now where the log is
     */
    public Cursor forTopics(Set<Topic> wanted, Cursor now) {
        Map<Partition, Long> kept = new HashMap<>();
        now.next.forEach((partition, offset) -> {
            if (wanted.contains(partition.topic()) && !topics.contains(partition.topic())) {
                kept.put(partition, offset);
            }
        });
        next.forEach((partition, offset) -> {
            if (wanted.contains(partition.topic())) {
                kept.put(partition, offset);
            }
        });
        return new Cursor(wanted, kept);
    }

    /** @return the part of this cursor that is about the given topics */
    public Cursor only(Set<Topic> wanted) {
        return new Cursor(
                wanted,
                next.entrySet().stream()
                        .filter(entry -> wanted.contains(entry.getKey().topic()))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** @return the partitions in which this cursor has not come as far as the other */
    public Set<Partition> behind(Cursor other) {
        return other.next.entrySet().stream()
                .filter(entry -> topics.contains(entry.getKey().topic()) && next(entry.getKey()) < entry.getValue())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** @return this cursor moved forward to the given offsets; never back */
    public Cursor advanced(Map<Partition, Long> moves) {
        Map<Partition, Long> moved = new HashMap<>(next);
        moves.forEach((partition, offset) -> moved.merge(partition, offset, Math::max));
        return new Cursor(topics, moved);
    }
}
