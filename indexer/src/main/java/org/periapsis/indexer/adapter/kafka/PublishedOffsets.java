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

    private static final String FACTS = "facts=";

    private final String group;
    private final Admin admin;

    /**
     * How far it is told.
     *
     * @param next offset of the partition to tell of next
     * @param facts offset of the dead-letter topic that is next to be told of, for this partition
     */
    record Told(long next, long facts) {
        static final Told NOTHING = new Told(0, 0);
    }

    PublishedOffsets(KafkaAccess access, String group) {
        this.group = access.prefix() + group;
        this.admin = Admin.create(access.common("published"));
    }

    /**
     * How far each partition is told; none for one that was never published from. Waits for transactions that are
     * still open: their offsets may yet count.
     */
    Map<TopicPartition, Told> load(Set<TopicPartition> partitions) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(
                        Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(partitions)),
                        new ListConsumerGroupOffsetsOptions().requireStable(true))
                .partitionsToOffsetAndMetadata(group)
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        Map<TopicPartition, Told> offsets = new HashMap<>();
        committed.forEach((partition, offset) -> {
            if (offset != null) {
                offsets.put(partition, new Told(offset.offset(), facts(offset.metadata())));
            }
        });
        return offsets;
    }

    private static long facts(String metadata) {
        return metadata != null && metadata.startsWith(FACTS) ? Long.parseLong(metadata.substring(FACTS.length())) : 0;
    }

    /** What the group is to keep, so that it is loaded as it is told. */
    static Map<TopicPartition, OffsetAndMetadata> entries(Map<TopicPartition, Told> told) {
        Map<TopicPartition, OffsetAndMetadata> entries = new HashMap<>();
        told.forEach(
                (partition, far) -> entries.put(partition, new OffsetAndMetadata(far.next(), FACTS + far.facts())));
        return entries;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
