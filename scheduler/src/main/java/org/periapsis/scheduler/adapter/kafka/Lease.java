package org.periapsis.scheduler.adapter.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.events.topic.ReaderGroup;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.kafka.KafkaAccess;

/**
 * Who leads: the member of the scheduler's group that is assigned the one partition of {@link Topic#ACCOUNTS}. Nothing is read
 * through it. Its membership also guards the transactions: the broker refuses offsets of an older generation. Used by one
 * thread.
 */
final class Lease implements AutoCloseable {
    private final KafkaConsumer<String, byte[]> consumer;
    private boolean held;

    Lease(KafkaAccess access) {
        Map<String, Object> properties = access.member("lease", ReaderGroup.SCHEDULER.id("", ""));
        // The silence after which a standby takes over.
        properties.put("session.timeout.ms", 6_000);
        properties.put("heartbeat.interval.ms", 1_500);
        this.consumer = new KafkaConsumer<>(properties);
        consumer.subscribe(List.of(Topic.ACCOUNTS.name(access.prefix(), "")), new Listener());
    }

    /** Takes part in the group. To be called often, or the lease goes to another. */
    void poll(Duration time) {
        consumer.poll(time);
    }

    boolean held() {
        return held;
    }

    ConsumerGroupMetadata group() {
        return consumer.groupMetadata();
    }

    /** @return offsets that were committed with decisions */
    Map<TopicPartition, Long> committed(Set<TopicPartition> partitions) {
        Map<TopicPartition, Long> offsets = new java.util.HashMap<>();
        consumer.committed(partitions).forEach((partition, offset) -> {
            if (offset != null) {
                offsets.put(partition, offset.offset());
            }
        });
        return offsets;
    }

    @Override
    public void close() {
        KafkaAccess.leave(consumer);
    }

    private final class Listener implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (!partitions.isEmpty()) {
                consumer.pause(partitions);
                held = true;
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            if (!partitions.isEmpty()) {
                held = false;
            }
        }
    }
}
