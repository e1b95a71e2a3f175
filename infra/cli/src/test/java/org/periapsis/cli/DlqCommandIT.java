package org.periapsis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.Patience;
import org.periapsis.embedded.kafka.EmbeddedKafka;
import org.periapsis.embedded.kafka.KafkaSettings;
import org.periapsis.embedded.registry.EmbeddedRegistry;
import org.periapsis.embedded.registry.RegistrySettings;
import org.periapsis.embedded.stack.LogAccess;
import org.periapsis.events.Owner;
import org.periapsis.events.TeamCreated;
import org.periapsis.events.codec.Event;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.registry.ConfluentSchemaIds;
import org.periapsis.events.topic.ReaderGroup;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.config.KafkaConfig;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.kafka.ConsumerSpec;
import org.periapsis.kit.kafka.EventConsumer;
import org.periapsis.kit.kafka.FailurePolicy;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.kafka.KafkaEventPublisher;
import org.periapsis.kit.observe.Observer;

/** An operator's way with what a reader has put aside, on a real broker with the rights of a deployment. */
class DlqCommandIT {
    private static final String PASSWORD = "portal-secret";

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final AtomicBoolean broken = new AtomicBoolean(true);
    private final Observer observer = new Observer("portal", "");
    private EmbeddedKafka kafka;
    private EmbeddedRegistry registry;
    private ConfluentSchemaIds schemaIds;
    private KafkaEventPublisher publisher;
    private EventConsumer reader;
    private Path administrator;

    @BeforeEach
    void open() throws Exception {
        kafka = EmbeddedKafka.start(
                new KafkaSettings(directory.resolve("kafka"), 0, "admin-secret", Map.of("portal", PASSWORD)));
        LogAccess access = new LogAccess(List.of("esac"), "");
        kafka.createTopics(access.topics().stream()
                .filter(topic -> topic.name().startsWith("periapsis.accounts")
                        || topic.name().contains("baskets"))
                .toList());
        kafka.grant(access.acls().stream()
                .filter(acl -> acl.entry().principal().equals("User:portal"))
                .toList());
        registry = EmbeddedRegistry.start(
                        vertx, new RegistrySettings(directory.resolve("registry"), 0, Map.of("portal", PASSWORD)))
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        Properties properties = new Properties();
        properties.putAll(kafka.clientProperties(KafkaSettings.ADMIN));
        administrator = directory.resolve("admin.properties");
        try (var out = Files.newOutputStream(administrator)) {
            properties.store(out, null);
        }
        read();
    }

    private void read() {
        Optional<KafkaConfig.Credentials> user =
                Optional.of(new KafkaConfig.Credentials("portal", new Secret(PASSWORD)));
        KafkaConfig config = new KafkaConfig(
                kafka.bootstrapServers(), user, false, "", registry.url().toString(), user);
        KafkaAccess access = new KafkaAccess(config, "portal");
        schemaIds = new ConfluentSchemaIds(config.registryConfig());
        EventCodec codec = new EventCodec(schemaIds);
        publisher = new KafkaEventPublisher(vertx, access, codec, "hub", "portal");
        ConsumerSpec spec = new ConsumerSpec(
                "view",
                ReaderGroup.PORTAL.id("", ""),
                List.of(Topic.ACCOUNTS),
                Optional.empty(),
                FailurePolicy.DEAD_LETTER,
                FailurePolicy.SKIP,
                100);
        reader = new EventConsumer(
                spec,
                access,
                codec,
                batch -> {
                    if (broken.get()
                            && batch.events().stream()
                                    .anyMatch(c -> c.event().subject().startsWith("bad"))) {
                        throw new IllegalStateException("no such team");
                    }
                    batch.events().forEach(c -> handled.add(c.event().subject() + "@" + c.offset()));
                },
                Optional.empty(),
                observer);
        reader.start();
    }

    @AfterEach
    void close() throws Exception {
        reader.stop(Duration.ofSeconds(30)).get(30, TimeUnit.SECONDS);
        publisher.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        schemaIds.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        kafka.close();
    }

    private record Ran(int code, String out, String err) {}

    private Ran dlq(String... arguments) {
        List<String> all = new ArrayList<>(List.of("dlq"));
        all.addAll(Arrays.asList(arguments));
        all.addAll(List.of("--kafka", administrator.toString()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = PeriapsisMain.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
        return new Ran(code, out.toString(), err.toString());
    }

    @Test
    void seesReleasesAndDropsWhatAReaderHasSetAside() throws Exception {
        for (String team : List.of("good", "bad-1", "bad-1", "bad-2", "other")) {
            publisher
                    .publish(created(team))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
        }
        Patience.until("the others", Duration.ofSeconds(30), () -> handled.contains("other@4"));
        assertThat(handled).containsExactly("good@0", "other@4");

        String list = dlq("list").out();
        assertThat(list)
                .contains("periapsis.accounts.v1:0:1  by portal  set aside  fault")
                .contains("periapsis.accounts.v1:0:2  by portal  waits  fault")
                .contains("no such team");
        assertThat(new JsonArray(dlq("list", "--json").out())).hasSize(3);
        JsonObject shown =
                new JsonObject(dlq("show", "periapsis.accounts.v1:0:1").out());
        assertThat(shown.getJsonObject("event").getString("team")).isEqualTo("bad-1");
        assertThat(shown.getJsonObject("headers").getString("ce_type")).contains("TeamCreated");

        Ran tooEarly = dlq("retry", "periapsis.accounts.v1:0:1");
        assertThat(tooEarly.code()).isEqualTo(1);
        assertThat(tooEarly.out()).contains("failed again", "no such team");

        broken.set(false);
        Ran retried = dlq("retry", "periapsis.accounts.v1:0:1", "--reason", "mended");
        assertThat(retried.code()).as(retried.toString()).isZero();
        assertThat(retried.out()).contains("released");
        Patience.until("both", Duration.ofSeconds(30), () -> handled.contains("bad-1@2"));
        assertThat(handled).containsExactly("good@0", "other@4", "bad-1@1", "bad-1@2");

        assertThat(dlq("drop", "periapsis.accounts.v1:0:3").out()).contains("dropped");
        assertThat(dlq("list").out()).contains("Nothing is set aside.");
        assertThat(dlq("list", "--all").out()).contains("released", "dropped");
        Ran again = dlq("retry", "periapsis.accounts.v1:0:3");
        assertThat(again.err()).contains("dropped already").doesNotContain("--help");
        assertThat(again.code()).as("it is no wrong usage").isEqualTo(1);
        Ran nobody = dlq("drop", "periapsis.accounts.v1:0:99");
        assertThat(nobody.err()).contains("nobody has set aside periapsis.accounts.v1:0:99");
        assertThat(nobody.code()).isEqualTo(1);
        assertThat(dlq("show", "nonsense").code()).isEqualTo(2);
        assertThat(handled).doesNotContain("bad-2@3");
    }

    private static Event<TeamCreated> created(String team) {
        TeamCreated data = new TeamCreated(team, team, new Owner("issuer", "ada"));
        return new Event<>(
                UUID.randomUUID().toString(),
                "/hub/portal",
                team,
                Clock.systemUTC().instant(),
                Optional.empty(),
                data);
    }
}
