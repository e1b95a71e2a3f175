package org.periapsis.indexer.adapter.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.kit.kafka.KafkaAccess;

/** The second cursor: how far ProductIndexed has been published, as the group's offsets in Kafka. */
final class PublishedOffsets implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;

    private final String group;
    private final Admin admin;

    PublishedOffsets(KafkaAccess access, String group) {
        this.group = access.prefix() + group;
        this.admin = Admin.create(access.common("published"));
    }

    /**
     * Next offset to publish of each partition; none for one that was never published from. Waits for transactions that are
     * still open: their offsets may yet count.
     */
    Map<TopicPartition, Long> load(Set<TopicPartition> partitions) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(
                        Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(partitions)),
                        new ListConsumerGroupOffsetsOptions().requireStable(true))
                .partitionsToOffsetAndMetadata(group)
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        Map<TopicPartition, Long> offsets = new HashMap<>();
        committed.forEach((partition, offset) -> {
            if (offset != null) {
                offsets.put(partition, offset.offset());
            }
        });
        return offsets;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
