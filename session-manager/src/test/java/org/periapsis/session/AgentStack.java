package org.periapsis.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.datalabs.BuiltInDatalabs;
import org.periapsis.embedded.stack.EmbeddedStack;
import org.periapsis.embedded.stack.S3Access;
import org.periapsis.embedded.stack.StackSettings;
import org.periapsis.events.DatalabBuilt;
import org.periapsis.events.DatalabDescriptor;
import org.periapsis.events.DatalabDrafted;
import org.periapsis.events.DatalabKind;
import org.periapsis.events.DatalabRef;
import org.periapsis.events.EntityKind;
import org.periapsis.events.IndexRange;
import org.periapsis.events.InputSource;
import org.periapsis.events.ManifestRef;
import org.periapsis.events.Owner;
import org.periapsis.events.Resources;
import org.periapsis.events.RunPlaced;
import org.periapsis.events.Wish;
import org.periapsis.events.codec.Decoded;
import org.periapsis.events.codec.Event;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.registry.ConfluentSchemaIds;
import org.periapsis.events.registry.RegistryConfig;
import org.periapsis.events.topic.ReaderGroup;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.auth.IssuerPair;
import org.periapsis.kit.auth.SessionPass;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.config.KafkaConfig;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.kafka.KafkaEventPublisher;
import org.periapsis.kit.manifest.ManifestEntry;
import org.periapsis.session.adapter.s3.S3Config;

/** Real Kafka, S3 and registry, and what scheduler, archives and people do around an agent. */
final class AgentStack {
    static final String SITE = "esac";
    static final String AUTHORITY = "hub";
    static final String ISSUER = "https://issuer.test";
    static final Duration PATIENCE = Duration.ofMinutes(2);

    final Vertx vertx = Vertx.vertx();
    final EmbeddedStack stack;
    final Tokens tokens;
    final RunProcesses runs;
    final IndexStandIn indexer;
    final SiteStores stores;
    private final Path directory;
    private final String publicKey;
    private final Map<String, KafkaEventPublisher> publishers = new HashMap<>();
    private final List<SpecificRecord> facts = new ArrayList<>();
    private final KafkaConsumer<String, byte[]> reader;
    private final EventCodec reading;

    AgentStack(Path directory) throws Exception {
        this.directory = directory;
        this.runs =
                new RunProcesses(directory.resolve("agent").resolve("runtime").resolve("runs"));
        this.stack = EmbeddedStack.start(vertx, StackSettings.forTest(directory.resolve("stack"), SITE, "jive"));
        IssuerPair pair = IssuerPair.make();
        publicKey = pair.publicKey();
        tokens = Tokens.issuing(vertx, ISSUER, publicKey, pair.privateKey());
        reader = new KafkaConsumer<>(new KafkaAccess(stack.kafkaConfig("notifier"), "test").consumer("facts"));
        reading = codec("notifier");
        List<TopicPartition> partitions = new ArrayList<>();
        for (Topic topic : List.of(Topic.RUNS, Topic.OFFERS)) {
            for (int i = 0; i < topic.partitions(); i++) {
                partitions.add(new TopicPartition(topic.name("", SITE), i));
            }
        }
        reader.assign(partitions);
        reader.seekToBeginning(partitions);
        indexer = new IndexStandIn(vertx);
        stores = new SiteStores(stack, directory);
        publishDatalabs();
    }

    AgentConfig config(Optional<Path> python, Duration watchdog) throws IOException {
        S3Access s3 = stack.s3Access("agent-" + SITE);
        return new AgentConfig(
                new AgentConfig.Site(
                        SITE,
                        AUTHORITY,
                        new Resources(4.0, 8192L, 0),
                        Optional.empty(),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(1)),
                stack.kafkaConfig("agent-" + SITE),
                new HttpConfig("127.0.0.1", 0, ISSUER, publicKey),
                new S3Config(
                        new S3Config.Store(
                                s3.endpoint().toString(), s3.identity(), new Secret(s3.secret()), s3.region()),
                        Map.of()),
                new AgentConfig.Local(
                        directory.resolve("agent"),
                        python,
                        BuiltInDatalabs.classPath(),
                        List.of(BuiltInDatalabs.unpackStarter(directory.resolve("starters"))),
                        true,
                        watchdog),
                AgentConfig.Confines.usual(),
                Optional.of(new AgentConfig.Index(indexer.url(), new Secret("service"))));
    }

    /** The same as environment variables of an agent in a process of its own. */
    Map<String, String> environment(Duration watchdog) throws IOException {
        AgentConfig config = config(Optional.empty(), watchdog);
        KafkaConfig.Credentials kafka = config.kafka().user().orElseThrow();
        KafkaConfig.Credentials registry = config.kafka().registryUser().orElseThrow();
        Map<String, String> variables = new HashMap<>();
        variables.put("SITE_ID", SITE);
        variables.put("SITE_AUTHORITY", AUTHORITY);
        variables.put("KAFKA_BOOTSTRAP", config.kafka().bootstrap());
        variables.put("KAFKA_USER", kafka.name());
        variables.put("KAFKA_PASSWORD", kafka.password().value());
        variables.put("REGISTRY_URL", config.kafka().registry());
        variables.put("REGISTRY_USER", registry.name());
        variables.put("REGISTRY_PASSWORD", registry.password().value());
        variables.put("ISSUER_NAME", ISSUER);
        variables.put("ISSUER_KEY", publicKey);
        variables.put("S3_ENDPOINT", config.s3().own().endpoint());
        variables.put("S3_USER", config.s3().own().user());
        variables.put("S3_SECRET", config.s3().own().secret().value());
        variables.put("AGENT_DIRECTORY", config.local().directory().toString());
        variables.put(
                "AGENT_CLASSPATH",
                String.join(
                        ",",
                        config.local().classPath().stream().map(Path::toString).toList()));
        variables.put("AGENT_WATCHDOG", watchdog.toString());
        Map<String, String> prefixed = new HashMap<>();
        variables.forEach((name, value) -> prefixed.put("PERIAPSIS_" + name, value));
        return prefixed;
    }

    EventCodec codec(String account) {
        KafkaConfig config = stack.kafkaConfig(account);
        KafkaConfig.Credentials user = config.registryUser().orElseThrow();
        return new EventCodec(new ConfluentSchemaIds(new RegistryConfig(
                List.of(config.registry()),
                Optional.of(user.name() + ":" + user.password().value()),
                Duration.ofSeconds(5))));
    }

    /** Writes an event as the account that may. */
    void publish(String account, String subject, SpecificRecord data) throws Exception {
        KafkaEventPublisher publisher = publishers.computeIfAbsent(
                account,
                name -> new KafkaEventPublisher(
                        vertx, new KafkaAccess(stack.kafkaConfig(name), name), codec(name), "hub", name));
        get(publisher.publish(
                new Event<>(UUID.randomUUID().toString(), "/test", subject, Instant.now(), Optional.empty(), data)));
    }

    private void publishDatalabs() throws Exception {
        for (String text : BuiltInDatalabs.descriptors()) {
            JsonObject json = new JsonObject(text);
            JsonObject resources = json.getJsonObject("resources");
            DatalabDescriptor descriptor = DatalabDescriptor.newBuilder()
                    .setTitle(json.getString("title"))
                    .setSummary(json.getString("summary"))
                    .setKind(DatalabKind.valueOf(json.getString("kind")))
                    .setCommand(strings(json.getJsonArray("command")))
                    .setNeeds(strings(json.getJsonArray("needs")))
                    .setResources(new Resources(resources.getDouble("cores"), resources.getLong("memory_mib"), 0))
                    .build();
            String id = json.getString("id");
            String version = json.getString("version");
            Owner platform = new Owner(ISSUER, "platform");
            publish("session-manager", id, new DatalabDrafted(id, version, platform, "", descriptor));
            publish("session-manager", id, new DatalabBuilt(id, version, null, "built-in"));
        }
    }

    private static List<String> strings(JsonArray array) {
        return array.stream().map(String::valueOf).toList();
    }

    static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    /** A placement at the site; the caller changes what it wants to. */
    RunPlaced.Builder placed(EntityKind kind, String datalab, List<ManifestEntry> entries) throws Exception {
        StringBuilder lines = new StringBuilder();
        List<InputSource> sources = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < entries.size(); i++) {
            lines.append(entries.get(i).toLine()).append('\n');
            String site = entries.get(i).replicas().get(0).site();
            sources.add(new InputSource(
                    site, List.of(new IndexRange(i, 1)), entries.get(i).size()));
            bytes += entries.get(i).size();
        }
        byte[] document = lines.toString().getBytes(StandardCharsets.UTF_8);
        String key = sha256(document) + ".ndjson";
        stores.put("session-manager", "hub-manifests", key, document);
        return RunPlaced.newBuilder()
                .setEntityId(UUID.randomUUID())
                .setEntityKind(kind)
                .setRunId("0")
                .setEpoch(1)
                .setSite(SITE)
                .setOwner(new Owner(ISSUER, "anna"))
                .setTeam("")
                .setAuthority(AUTHORITY)
                .setDatalab(new DatalabRef(
                        datalab, "1.0.0", kind == EntityKind.JOB ? DatalabKind.BATCH : DatalabKind.SESSION))
                .setManifest(new ManifestRef("s3://hub-manifests/" + key, sha256(document), entries.size(), bytes))
                .setEntries(List.of(new IndexRange(0, entries.size())))
                .setSources(sources)
                .setResources(new Resources(1.0, 1024L, 0))
                .setWish(Wish.REMOTE)
                .setLeaseS(kind == EntityKind.JOB ? 0 : 600);
    }

    RunPlaced place(RunPlaced.Builder builder) throws Exception {
        RunPlaced placed = builder.build();
        publish("scheduler", placed.getEntityId().toString(), placed);
        return placed;
    }

    /** Waits for a fact or an offer that this stack has not given before. */
    <T extends SpecificRecord> T await(Class<T> type, Predicate<T> wanted) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (true) {
            for (SpecificRecord fact : facts) {
                if (type.isInstance(fact) && wanted.test(type.cast(fact))) {
                    return type.cast(fact);
                }
            }
            assertThat(Instant.now())
                    .as("no %s; there are %s", type.getSimpleName(), facts)
                    .isBefore(deadline);
            for (ConsumerRecord<String, byte[]> each : reader.poll(Duration.ofMillis(50))) {
                if (reading.decode(each.value(), each.headers()) instanceof Decoded.Known known) {
                    facts.add(known.event().data());
                }
            }
        }
    }

    /** Tells the broker that a killed agent is gone, which it would find out by itself ten seconds later. */
    void forgetMembers() throws Exception {
        try (Admin admin = stack.kafka().admin()) {
            admin.removeMembersFromConsumerGroup(
                            ReaderGroup.AGENT.id("", SITE), new RemoveMembersFromConsumerGroupOptions())
                    .all()
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** What was read so far. */
    <T extends SpecificRecord> List<T> seen(Class<T> type) {
        return facts.stream().filter(type::isInstance).map(type::cast).toList();
    }

    void forget() {
        facts.clear();
    }

    String token(String subject, String... roles) {
        return tokens.issue(subject, subject, List.of(roles), List.of(), Duration.ofMinutes(30));
    }

    /** @return the portal's word that somebody may enter a session */
    String pass(String session) {
        return tokens.issueFor(SessionPass.place(session), "anna", Duration.ofMinutes(30));
    }

    /** @return the portal's word that somebody may be told what a run prints and how its tasks stand */
    String runsPass(String entity) {
        return tokens.issueFor(SessionPass.runs(entity), "anna", Duration.ofMinutes(30));
    }

    static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    void close() throws Exception {
        reader.close();
        for (KafkaEventPublisher publisher : publishers.values()) {
            get(publisher.close());
        }
        stack.close();
        get(vertx.close());
    }
}
