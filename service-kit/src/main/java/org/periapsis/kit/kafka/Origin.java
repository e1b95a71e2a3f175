package org.periapsis.kit.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;

/**
 * Numbers a writer's records without a hole, per partition, so that federation can see what is missing. A number is used
 * again after an abort; after a send whose fate is unknown a new incarnation begins at 0. Used by one thread.
 */
final class Origin {
    private final String writer;
    private String incarnation = incarnation();
    private Map<TopicPartition, Long> next = new HashMap<>();
    private Map<TopicPartition, Long> mark = Map.of();

    /** @param writer {@code site/instance} */
    Origin(String writer) {
        this.writer = writer;
    }

    String name() {
        return writer + "/" + incarnation;
    }

    long take(TopicPartition partition) {
        return next.merge(partition, 1L, Long::sum) - 1;
    }

    void begin() {
        mark = Map.copyOf(next);
    }

    void abort() {
        next = new HashMap<>(mark);
    }

    void renew() {
        incarnation = incarnation();
        next = new HashMap<>();
        mark = Map.of();
    }

    private static String incarnation() {
        return UUID.randomUUID().toString().substring(0, 13);
    }
}
