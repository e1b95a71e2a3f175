package org.periapsis.kit.kafka;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.periapsis.kit.postgres.ViewStore;

/** Asks Kafka for topic ids, each once. */
public final class KafkaTopicIds implements ViewStore.TopicIds {
    private final KafkaAccess access;
    private final Map<String, String> known = new ConcurrentHashMap<>();

    public KafkaTopicIds(KafkaAccess access) {
        this.access = access;
    }

    @Override
    public String of(String topic) throws Exception {
        String id = known.get(topic);
        if (id == null) {
            try (Admin admin = Admin.create(access.common("admin"))) {
                id = admin.describeTopics(Set.of(topic))
                        .allTopicNames()
                        .get(10, TimeUnit.SECONDS)
                        .get(topic)
                        .topicId()
                        .toString();
            }
            known.put(topic, id);
        }
        return id;
    }
}
