package org.periapsis.notifier.domain;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.periapsis.events.topic.Topic;

/** The log behind the tail, for readers that are not at its end. Each answer is bounded; nobody holds the others. */
public interface LogHistory {
    /**
     * Some of what follows a place.
     *
     * @param events in log order within each partition
     * @param moves where each partition goes on, beyond what held no event
     */
    record Chunk(List<LogEvent> events, Map<Partition, Long> moves) {
        public Chunk {
            events = List.copyOf(events);
            moves = Map.copyOf(moves);
        }
    }

    /** Offsets that a reader asked for and the log does not hold, up to but not with {@code to}. */
    record Gap(Partition partition, long from, long to) {}

    /**
     * Where a reader goes on.
     *
     * @param gaps what it misses: the log's retention has passed it, or the topic was made anew
     */
    record Resumed(Cursor cursor, List<Gap> gaps) {
        public Resumed {
            gaps = List.copyOf(gaps);
        }
    }

    /**
     * Reads on from a cursor, only where it is behind another.
     *
     * @return failed when the log does not answer
     */
    CompletionStage<Chunk> read(Cursor from, Cursor until);

    /**
     * Reads single events.
     *
     * @return those that the log still holds, in any order; failed when the log does not answer
     */
    CompletionStage<List<LogEvent>> at(Collection<Place> places);

    /**
     * Finds the place where a reader begins.
     *
     * @param head where the log is now
     * @return failed when the log does not answer
     */
    CompletionStage<Resumed> resume(Start start, Set<Topic> topics, Cursor head);
}
