package org.periapsis.embedded.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
import org.periapsis.embedded.Patience;

/** Brings a broker's topics and ACLs to what is declared; asking twice changes nothing. */
final class KafkaAdministration {

    private static final short REPLICATION = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Admin admin;

    KafkaAdministration(Admin admin) {
        this.admin = admin;
    }

    void createTopics(Collection<TopicSpec> wanted) {
        Set<String> present = get(admin.listTopics().names());
        List<TopicSpec> missing =
                wanted.stream().filter(t -> !present.contains(t.name())).toList();
        List<TopicSpec> existing =
                wanted.stream().filter(t -> present.contains(t.name())).toList();
        get(admin.createTopics(missing.stream()
                        .map(t -> new NewTopic(t.name(), t.partitions(), REPLICATION).configs(t.config()))
                        .toList())
                .all());
        awaitOnBroker(missing);
        if (!existing.isEmpty()) {
            requireSamePartitions(existing);
            setConfigs(existing);
        }
    }

    /** The controller answers first; the broker follows a moment later, and only then can clients write. */
    private void awaitOnBroker(List<TopicSpec> created) {
        Set<String> names = created.stream().map(TopicSpec::name).collect(Collectors.toSet());
        Patience.until(
                "new topics", PATIENCE, () -> get(admin.listTopics().names()).containsAll(names));
    }

    private void requireSamePartitions(List<TopicSpec> existing) {
        Map<String, TopicDescription> found =
                get(admin.describeTopics(existing.stream().map(TopicSpec::name).toList())
                        .allTopicNames());
        for (TopicSpec topic : existing) {
            int partitions = found.get(topic.name()).partitions().size();
            if (partitions != topic.partitions()) {
                throw new IllegalStateException("topic " + topic.name() + " has " + partitions + " partitions, not "
                        + topic.partitions() + ": they are fixed within a major version");
            }
        }
    }

    private void setConfigs(List<TopicSpec> existing) {
        Map<ConfigResource, Collection<AlterConfigOp>> changes = existing.stream()
                .filter(t -> !t.config().isEmpty())
                .collect(Collectors.toMap(
                        t -> new ConfigResource(ConfigResource.Type.TOPIC, t.name()),
                        t -> t.config().entrySet().stream()
                                .map(e -> new AlterConfigOp(
                                        new ConfigEntry(e.getKey(), e.getValue()), AlterConfigOp.OpType.SET))
                                .toList()));
        get(admin.incrementalAlterConfigs(changes).all());
    }

    void grant(Collection<AclBinding> acls) {
        get(admin.createAcls(acls).all());
        Patience.until("new ACLs", PATIENCE, () -> standing().containsAll(acls));
    }

    void authorizeExactly(Collection<AclBinding> acls) {
        Set<AclBinding> declared = Set.copyOf(acls);
        Set<AclBinding> standing = standing();
        grant(declared.stream().filter(a -> !standing.contains(a)).toList());
        get(admin.deleteAcls(standing.stream()
                        .filter(a -> !declared.contains(a))
                        .map(AclBinding::toFilter)
                        .toList())
                .all());
        Patience.until("the declared ACLs", PATIENCE, () -> standing().equals(declared));
    }

    private Set<AclBinding> standing() {
        return new HashSet<>(get(admin.describeAcls(AclBindingFilter.ANY).values()));
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "the broker refused: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("the broker did not answer in " + PATIENCE.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the broker", e);
        }
    }
}
