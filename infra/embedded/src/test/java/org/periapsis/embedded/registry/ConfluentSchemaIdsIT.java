package org.periapsis.embedded.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.codec.SchemaIds.IncompatibleSchema;
import org.periapsis.events.codec.SchemaIds.RegistryUnavailable;
import org.periapsis.events.registry.ConfluentSchemaIds;
import org.periapsis.events.registry.RegistryConfig;
import org.periapsis.events.topic.Topic;

/** The services' registry adapter, on Confluent's own client, against the local stack's registry. */
class ConfluentSchemaIdsIT {
    private static final String WRITER = "ingest-esac";
    private static final String PASSWORD = "for-this-test";

    @TempDir
    Path directory;

    private Vertx vertx;
    private EmbeddedRegistry registry;

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx();
        registry = await(EmbeddedRegistry.start(vertx, settings(0)));
    }

    @AfterEach
    void stop() throws Exception {
        await(registry.stop());
        await(vertx.close());
    }

    @Test
    void registersEveryEventTypeAndReadsItBack() throws IOException {
        try (ConfluentSchemaIds ids = connect(WRITER + ":" + PASSWORD);
                ConfluentSchemaIds reader = anonymous()) {
            registerAll(ids).forEach((schema, id) -> assertThat(reader.schemaOf(id))
                    .hasValueSatisfying(read -> assertThat(SchemaNormalization.toParsingForm(read))
                            .isEqualTo(SchemaNormalization.toParsingForm(schema))));
        }
    }

    @Test
    void keepsItsIdsOverARestart() throws Exception {
        Map<Schema, Integer> before;
        try (ConfluentSchemaIds ids = connect(WRITER + ":" + PASSWORD)) {
            before = registerAll(ids);
        }

        await(registry.stop());
        registry = await(EmbeddedRegistry.start(vertx, settings(0)));

        try (ConfluentSchemaIds ids = connect(WRITER + ":" + PASSWORD)) {
            assertThat(registerAll(ids)).isEqualTo(before);
        }
    }

    @Test
    void refusesASchemaThatOldRecordsCannotBeReadBy() throws IOException {
        try (ConfluentSchemaIds ids = connect(WRITER + ":" + PASSWORD)) {
            ids.idOf("s-E", schema("{\"name\": \"a\", \"type\": \"string\"}"));

            assertThatThrownBy(() -> ids.idOf("s-E", schema("{\"name\": \"b\", \"type\": \"string\"}")))
                    .isInstanceOf(IncompatibleSchema.class);
        }
    }

    @Test
    void refusesASchemaThatOldReadersCannotRead() throws IOException {
        try (ConfluentSchemaIds ids = connect(WRITER + ":" + PASSWORD)) {
            ids.idOf("s-E", schema("{\"name\": \"a\", \"type\": \"int\"}"));

            assertThatThrownBy(() -> ids.idOf("s-E", schema("{\"name\": \"a\", \"type\": \"long\"}")))
                    .isInstanceOf(IncompatibleSchema.class);
        }
    }

    @Test
    void hasNoSchemaForAnIdThatWasNeverGiven() throws IOException {
        try (ConfluentSchemaIds ids = anonymous()) {
            assertThat(ids.schemaOf(4711)).isEmpty();
        }
    }

    @Test
    void registersNothingForAStranger() throws IOException {
        Schema schema = schema("{\"name\": \"a\", \"type\": \"int\"}");
        try (ConfluentSchemaIds stranger = connect(WRITER + ":wrong");
                ConfluentSchemaIds nobody = anonymous()) {
            assertThatThrownBy(() -> stranger.idOf("s-E", schema)).isInstanceOf(RegistryUnavailable.class);
            assertThatThrownBy(() -> nobody.idOf("s-E", schema)).isInstanceOf(RegistryUnavailable.class);
        }
    }

    private RegistrySettings settings(int port) {
        return new RegistrySettings(directory, port, Map.of(WRITER, PASSWORD));
    }

    private ConfluentSchemaIds connect(String userInfo) {
        List<String> urls = List.of(registry.url().toString());
        return new ConfluentSchemaIds(new RegistryConfig(urls, Optional.of(userInfo), Duration.ofSeconds(20)));
    }

    private ConfluentSchemaIds anonymous() {
        return new ConfluentSchemaIds(RegistryConfig.of(registry.url().toString()));
    }

    private static Map<Schema, Integer> registerAll(ConfluentSchemaIds ids) {
        Map<Schema, Integer> registered = new HashMap<>();
        for (Topic topic : Topic.values()) {
            topic.types().forEach(type -> {
                Schema schema = SpecificData.get().getSchema(type);
                registered.put(schema, ids.idOf(EventCodec.subject(topic, schema), schema));
            });
        }
        return registered;
    }

    private static Schema schema(String fields) {
        return new Schema.Parser().parse("{\"type\": \"record\", \"name\": \"E\", \"fields\": [" + fields + "]}");
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
