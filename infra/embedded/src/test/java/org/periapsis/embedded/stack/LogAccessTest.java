package org.periapsis.embedded.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.periapsis.embedded.kafka.TopicSpec;

class LogAccessTest {

    private final LogAccess access = new LogAccess(List.of("esac", "jive"), "");

    @Test
    void everyTopicHasAtMostOneWriter() {
        List<String> written = access.acls().stream()
                .filter(acl -> on(acl, ResourceType.TOPIC, AclOperation.WRITE))
                .map(acl -> acl.pattern().name())
                .toList();
        assertThat(written).doesNotHaveDuplicates().contains("esac.periapsis.products.v1", "periapsis.decisions.v1");
    }

    @Test
    void everyTopicThatIsWrittenOrReadIsDeclared() {
        Set<String> declared = access.topics().stream().map(TopicSpec::name).collect(Collectors.toSet());
        assertThat(access.acls().stream()
                        .filter(acl -> acl.pattern().resourceType() == ResourceType.TOPIC)
                        .map(acl -> acl.pattern().name()))
                .isSubsetOf(declared);
        assertThat(declared).hasSameSizeAs(access.topics());
    }

    @Test
    void aSiteWritesUnderItsOwnNameOnly() {
        assertThat(access.acls().stream()
                        .filter(acl -> acl.entry().principal().equals("User:ingest-esac"))
                        .filter(acl -> on(acl, ResourceType.TOPIC, AclOperation.WRITE))
                        .map(acl -> acl.pattern().name()))
                .contains("esac.periapsis.products.v1", "esac.periapsis.products.v1.ingest-esac.dlq")
                .noneMatch(name -> name.startsWith("jive."));
    }

    @Test
    void whoPutsAsideReadsItsFactsAndTheyAreKeptAsLongAsTheirTopic() {
        assertThat(access.acls().stream()
                        .filter(acl -> acl.entry().principal().equals("User:notifier"))
                        .filter(acl -> on(acl, ResourceType.TOPIC, AclOperation.READ))
                        .map(acl -> acl.pattern().name()))
                .contains("esac.periapsis.products.v1.notifier.dlq");
        assertThat(config("esac.periapsis.products.v1.indexer.dlq"))
                .containsEntry("retention.ms", "-1")
                .containsEntry("cleanup.policy", "delete");
        assertThat(config("esac.periapsis.transfers.v1.session-manager.dlq"))
                .containsEntry("retention.ms", Long.toString(90L * 24 * 3600 * 1000));
        assertThat(config("periapsis.baskets.v1.portal.dlq"))
                .as("a fact is no other's newer version")
                .containsEntry("retention.ms", "-1")
                .containsEntry("cleanup.policy", "delete");
    }

    private java.util.Map<String, String> config(String name) {
        return access.topics().stream()
                .filter(topic -> topic.name().equals(name))
                .findFirst()
                .orElseThrow()
                .config();
    }

    @Test
    void aDeploymentPrefixStandsBeforeEveryName() {
        LogAccess prefixed = new LogAccess(List.of("esac"), "test.");
        assertThat(prefixed.topics()).allMatch(topic -> topic.name().startsWith("test."));
        assertThat(prefixed.acls()).allMatch(acl -> acl.pattern().name().startsWith("test."));
    }

    private static boolean on(AclBinding acl, ResourceType type, AclOperation operation) {
        return acl.pattern().resourceType() == type && acl.entry().operation() == operation;
    }
}
