package org.periapsis.indexer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.periapsis.embedded.kafka.TopicSpec;
import org.periapsis.events.topic.Topic;
import org.periapsis.indexer.adapter.kafka.ViewConsumer;

/** The topics that two sites and the hub have for the indexer, and what it may do with them. */
final class Grants {
    private static final List<String> SITES = List.of("esac", "jive");

    private Grants() {}

    static List<TopicSpec> topics() {
        List<TopicSpec> topics = new ArrayList<>();
        for (Topic topic : List.of(Topic.PRODUCTS, Topic.REPLICAS)) {
            for (String site : SITES) {
                topics.add(new TopicSpec(
                        topic.name("", site), topic.partitions(), topic.kept().kafkaConfig()));
                topics.add(new TopicSpec(topic.name("", site) + ".indexer.dlq", 1, Map.of()));
            }
        }
        topics.add(new TopicSpec(
                Topic.INDEXED.baseName(),
                Topic.INDEXED.partitions(),
                Topic.INDEXED.kept().kafkaConfig()));
        return topics;
    }

    /** What DESIGN gives the indexer: reads products and replicas, is the only writer of indexed. */
    static List<AclBinding> rights() {
        List<AclBinding> rights = new ArrayList<>();
        for (String site : SITES) {
            for (Topic topic : List.of(Topic.PRODUCTS, Topic.REPLICAS)) {
                rights.add(right(ResourceType.TOPIC, topic.name("", site), PatternType.LITERAL, AclOperation.READ));
                for (AclOperation operation : List.of(AclOperation.WRITE, AclOperation.READ)) {
                    rights.add(right(
                            ResourceType.TOPIC, topic.name("", site) + ".indexer.dlq", PatternType.LITERAL, operation));
                }
            }
        }
        rights.add(right(ResourceType.TOPIC, Topic.INDEXED.baseName(), PatternType.LITERAL, AclOperation.WRITE));
        rights.add(right(ResourceType.GROUP, ViewConsumer.GROUP, PatternType.LITERAL, AclOperation.READ));
        rights.add(right(ResourceType.TRANSACTIONAL_ID, "indexer", PatternType.PREFIXED, AclOperation.WRITE));
        return rights;
    }

    private static AclBinding right(ResourceType type, String name, PatternType pattern, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry("User:indexer", "*", operation, AclPermissionType.ALLOW));
    }
}
