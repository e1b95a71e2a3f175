package org.periapsis.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.periapsis.embedded.kafka.TopicSpec;
import org.periapsis.events.topic.ReaderGroup;

/** Creates what is missing, in an administrator's name. What is there is left as it is, but for how long facts are kept. */
final class TopicsApply implements AutoCloseable {
    private static final long SECONDS = 60;

    private static final int ITERATIONS = 8192;

    private final Admin admin;
    private final ScramMechanism mechanism;

    /** @param properties an administrator's client properties, bootstrap.servers among them */
    TopicsApply(Path properties) throws IOException {
        Properties client = ClientProperties.read(properties);
        ScramMechanism own = ScramMechanism.fromMechanismName(client.getProperty("sasl.mechanism", ""));
        this.mechanism = own == ScramMechanism.UNKNOWN ? ScramMechanism.SCRAM_SHA_512 : own;
        try {
            this.admin = Admin.create(client);
        } catch (KafkaException e) {
            throw ClientProperties.why(e);
        }
    }

    /**
     * Gives each account its password, with the administrator's mechanism where that is SCRAM.
     *
     * @param passwords a file an account
     * @return how many
     */
    int users(Path passwords) throws IOException {
        List<UserScramCredentialAlteration> users = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(passwords)) {
            for (Path file : files) {
                users.add(new UserScramCredentialUpsertion(
                        file.getFileName().toString(),
                        new ScramCredentialInfo(mechanism, ITERATIONS),
                        Files.readString(file).strip()));
            }
        }
        get(admin.alterUserScramCredentials(users).all());
        return users.size();
    }

    /** @return how many were missing */
    int topics(List<NewTopic> wanted) throws IOException {
        Set<String> present = get(admin.listTopics().names());
        List<NewTopic> missing =
                wanted.stream().filter(topic -> !present.contains(topic.name())).toList();
        get(admin.createTopics(missing).all());
        return missing.size();
    }

    /**
     * Facts about what was set aside are kept as long as what they are about, or a view made anew would not be what it was: an
     * earlier version kept them for 90 days.
     *
     * @return how many were kept for another time
     */
    int keepFacts(List<TopicSpec> declared) throws IOException {
        Map<ConfigResource, TopicSpec> facts = new HashMap<>();
        for (TopicSpec topic : declared) {
            if (topic.name().endsWith(ReaderGroup.DEAD_LETTERS)) {
                facts.put(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()), topic);
            }
        }
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        get(admin.describeConfigs(facts.keySet()).all()).forEach((resource, now) -> {
            String wanted = facts.get(resource).config().get(TopicConfig.RETENTION_MS_CONFIG);
            if (!now.get(TopicConfig.RETENTION_MS_CONFIG).value().equals(wanted)) {
                ConfigEntry entry = new ConfigEntry(TopicConfig.RETENTION_MS_CONFIG, wanted);
                changes.put(resource, List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET)));
            }
        });
        get(admin.incrementalAlterConfigs(changes).all());
        return changes.size();
    }

    /** Granting again what is granted changes nothing. */
    void grant(List<AclBinding> acls) throws IOException {
        get(admin.createAcls(acls).all());
    }

    private static <T> T get(KafkaFuture<T> future) throws IOException {
        try {
            return future.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException("Kafka refused: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("Kafka did not answer in " + SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
