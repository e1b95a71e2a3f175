package org.periapsis.portal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.events.BasketShared;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.codec.EventHeaders;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.config.KafkaConfig;
import org.periapsis.kit.kafka.KafkaAccess;

/** What the log says of who may read a basket. */
final class BasketReaders {
    private BasketReaders() {}

    /**
     * A sharing or its end.
     *
     * @param key of the record
     */
    record Fact(String id, String type, String key) {
        boolean shares() {
            return type.endsWith("." + BasketShared.class.getSimpleName());
        }
    }

    /** @return those of one basket that are on the log now, in its order */
    static List<Fact> of(KafkaConfig config, String basket) {
        TopicPartition partition = new TopicPartition(Topic.BASKETS.name(config.prefix(), ""), 0);
        List<Fact> facts = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(new KafkaAccess(config, "portal-test").consumer("readers"))) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, byte[]> found : consumer.poll(Duration.ofMillis(200))) {
                    if (found.key().startsWith(basket + "/")) {
                        facts.add(new Fact(
                                header(found, EventHeaders.ID), header(found, EventHeaders.TYPE), found.key()));
                    }
                }
            }
        }
        return facts;
    }

    private static String header(ConsumerRecord<String, byte[]> found, String name) {
        return EventCodec.text(found.headers(), name).orElseThrow();
    }
}
