package org.periapsis.kit.kafka;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Where a view keeps how far it has come, when that is not the consumer group. */
@FunctionalInterface
public interface OffsetStore {
    /**
     * @return next offset to read of each partition; none for a partition that was never read: it is read from the start
     * @throws Exception when the store does not answer: it is asked again
     */
    Map<TopicPartition, Long> load(Set<TopicPartition> partitions) throws Exception;

    /** @return true once after what was kept is gone: the offsets are loaded again before anything more is read */
    default boolean startsOver() {
        return false;
    }

    /** @return false until all that there was has been read since it was made: a reader is behind until then, by however little */
    default boolean whole() {
        return true;
    }

    /** The reader has come to the end of what it reads, or others read all of it. */
    default void caughtUp() {}
}
