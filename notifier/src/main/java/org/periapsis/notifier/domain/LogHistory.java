package org.periapsis.notifier.domain;

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

    /**
     * The first of the places that were asked for.
     *
     * @param events those that the log still holds, in the order of the places
     * @param places how many were looked at: one at least, and as many as asked for unless their records are too long
     * @param bytes of records that were read for them
     */
    record Placed(List<LogEvent> events, int places, long bytes) {
        public Placed {
            events = List.copyOf(events);
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
     * Reads on from a cursor, only where it is behind another. What is answered is bounded in bytes, one event at least.
     *
     * @return failed when the log does not answer
     */
    CompletionStage<Chunk> read(Cursor from, Cursor until);

    /**
     * Reads single events, from the first place on, until their records are too many bytes for one answer.
     *
     * @param places one at least
     * @return failed when the log does not answer
     */
    CompletionStage<Placed> at(List<Place> places);

    /**
     * Finds the place where a reader begins.
     *
     * @param head where the log is now
     * @return failed when the log does not answer
     */
    CompletionStage<Resumed> resume(Start start, Set<Topic> topics, Cursor head);
}
