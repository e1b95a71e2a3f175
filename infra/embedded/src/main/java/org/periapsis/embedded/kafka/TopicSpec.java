package org.periapsis.embedded.kafka;

import java.util.Map;

/**
 * A topic as it shall exist on the broker; replication is always 1 here.
 *
 * @param name the full topic name, site prefix included
 * @param partitions at least 1; fixed for the life of the topic
 * @param config topic settings by Kafka's names, for example {@code cleanup.policy}
 */
public record TopicSpec(String name, int partitions, Map<String, String> config) {

    public TopicSpec {
        if (name.isBlank() || partitions < 1) {
            throw new IllegalArgumentException("a topic needs a name and at least one partition: " + name);
        }
        config = Map.copyOf(config);
    }
}
