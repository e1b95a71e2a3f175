package org.periapsis.embedded.stack;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.periapsis.embedded.kafka.TopicSpec;
import org.periapsis.events.topic.ReaderGroup;
import org.periapsis.events.topic.Topic;
import org.periapsis.events.topic.TopicWriter;

/** The topics of a log that several sites share, and who may do what with them: the single-writer rule as ACLs. */
public final class LogAccess {

    private static final Map<String, String> DEAD_LETTERS_KEPT =
            Map.of("cleanup.policy", "delete", "retention.ms", String.valueOf(90L * 24 * 3600 * 1000));

    private final List<String> sites;
    private final String prefix;

    /**
     * @param sites the sites that share the log
     * @param prefix put before every topic name and group; empty for none
     */
    public LogAccess(List<String> sites, String prefix) {
        this.sites = List.copyOf(sites);
        this.prefix = prefix;
    }

    /** Every topic of the catalogue for every site, and the dead-letter topics. */
    public List<TopicSpec> topics() {
        List<TopicSpec> topics = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            names(topic)
                    .forEach(name -> topics.add(
                            new TopicSpec(name, topic.partitions(), topic.kept().kafkaConfig())));
        }
        deadLetters().forEach(name -> topics.add(new TopicSpec(name, 1, DEAD_LETTERS_KEPT)));
        return topics;
    }

    /** Everything that is allowed; what is not here is refused. */
    public List<AclBinding> acls() {
        Set<AclBinding> acls = new LinkedHashSet<>();
        for (TopicWriter writer : TopicWriter.values()) {
            for (String site : sites(writer.scope())) {
                String account = writer.account(site);
                own(account).forEach(acls::add);
                writer.writes()
                        .forEach(topic -> acls.add(
                                allow(account, ResourceType.TOPIC, topic.name(prefix, site), AclOperation.WRITE)));
            }
        }
        for (ReaderGroup group : ReaderGroup.values()) {
            for (String site : sites(group.scope())) {
                String account = group.id("", site);
                group.reads().stream()
                        .flatMap(this::names)
                        .map(topic -> allow(account, ResourceType.TOPIC, topic, AclOperation.READ))
                        .forEach(acls::add);
                // Read as well: what was set aside, released and given up is what a reader goes by.
                deadLetters(group, site)
                        .flatMap(topic -> Stream.of(AclOperation.READ, AclOperation.WRITE)
                                .map(operation -> allow(account, ResourceType.TOPIC, topic, operation)))
                        .forEach(acls::add);
            }
        }
        return List.copyOf(acls);
    }

    /** Groups and transactional ids are an account's own if they begin with its name. */
    private Stream<AclBinding> own(String account) {
        return Stream.of(
                allowPrefix(account, ResourceType.GROUP, AclOperation.READ),
                allowPrefix(account, ResourceType.TRANSACTIONAL_ID, AclOperation.WRITE),
                allowPrefix(account, ResourceType.TRANSACTIONAL_ID, AclOperation.DESCRIBE));
    }

    private Set<String> deadLetters() {
        Set<String> names = new LinkedHashSet<>();
        for (ReaderGroup group : ReaderGroup.values()) {
            sites(group.scope()).forEach(site -> deadLetters(group, site).forEach(names::add));
        }
        return names;
    }

    /** A site's group reads its own site's topics; the notifier puts nothing aside and a reader outside has its own ways. */
    private Stream<String> deadLetters(ReaderGroup group, String site) {
        if (group == ReaderGroup.NOTIFIER || group == ReaderGroup.READER) {
            return Stream.empty();
        }
        return group.reads().stream()
                .flatMap(topic -> group.scope() == Topic.Scope.SITE && topic.scope() == Topic.Scope.SITE
                        ? Stream.of(topic.name(prefix, site))
                        : names(topic))
                .map(topic -> ReaderGroup.deadLetters(topic, group.id(prefix, site)));
    }

    private Stream<String> names(Topic topic) {
        return sites(topic.scope()).stream().map(site -> topic.name(prefix, site));
    }

    private List<String> sites(Topic.Scope scope) {
        return scope == Topic.Scope.SITE ? sites : List.of("");
    }

    /** The accounts that write to the log, one a service and site. */
    static Stream<Map.Entry<TopicWriter, Optional<String>>> writers(List<String> sites) {
        return Stream.of(TopicWriter.values())
                .flatMap(writer -> writer.scope() == Topic.Scope.SITE
                        ? sites.stream().map(site -> Map.entry(writer, Optional.of(site)))
                        : Stream.of(Map.entry(writer, Optional.empty())));
    }

    private AclBinding allowPrefix(String account, ResourceType type, AclOperation operation) {
        return binding(account, new ResourcePattern(type, prefix + account, PatternType.PREFIXED), operation);
    }

    private static AclBinding allow(String account, ResourceType type, String name, AclOperation operation) {
        return binding(account, new ResourcePattern(type, name, PatternType.LITERAL), operation);
    }

    private static AclBinding binding(String account, ResourcePattern resource, AclOperation operation) {
        return new AclBinding(
                resource, new AccessControlEntry("User:" + account, "*", operation, AclPermissionType.ALLOW));
    }
}
