package org.periapsis.notifier.adapter.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.events.topic.Topic;
import org.periapsis.notifier.domain.Partition;

/** The catalogue's topics by their full names: {@code <prefix>[<site>.]periapsis.<name>.v1}. */
final class LogTopics {
    private final String prefix;

    LogTopics(String prefix) {
        this.prefix = prefix;
    }

    /** @return every partition of every topic of the catalogue that this service may read */
    Map<TopicPartition, Partition> find(Consumer<?, ?> consumer) {
        Map<TopicPartition, Partition> found = new HashMap<>();
        consumer.listTopics().forEach((name, partitions) -> {
            partitions.forEach(info -> {
                TopicPartition place = new TopicPartition(name, info.partition());
                partition(place).ifPresent(partition -> found.put(place, partition));
            });
        });
        return found;
    }

    TopicPartition place(Partition partition) {
        String base = partition.topic().baseName();
        String site = partition.site().isEmpty() ? "" : partition.site() + ".";
        return new TopicPartition(prefix + site + base, partition.number());
    }

    /** @return the partition; empty for a topic that is not of the catalogue, dead letters among them */
    Optional<Partition> partition(TopicPartition place) {
        return Topic.ofName(place.topic())
                .filter(topic -> place.topic().matches(topic.pattern(prefix)))
                .map(topic -> new Partition(Topic.siteOf(place.topic(), prefix).orElse(""), topic, place.partition()));
    }
}
