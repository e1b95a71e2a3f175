package org.periapsis.events.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.periapsis.events.ProductWithdrawn;
import org.periapsis.events.codec.SchemaCatalogue;
import org.periapsis.events.codec.SchemaIds.IncompatibleSchema;
import org.periapsis.events.codec.SchemaIds.RegistryUnavailable;

class ConfluentSchemaIdsAdapterTest {
    private static final Schema SCHEMA = ProductWithdrawn.getClassSchema();
    private static final String SUBJECT = "periapsis.products.v1-org.periapsis.events.ProductWithdrawn";

    private final FakeRegistryServer server = new FakeRegistryServer();
    private final ConfluentSchemaIds ids = new ConfluentSchemaIds(RegistryConfig.of(server.url()));

    @AfterEach
    void close() throws IOException {
        ids.close();
        server.close();
    }

    @Test
    void registersASchemaOnceAndKeepsItsId() {
        server.answers(200, "{\"id\": 17}");

        assertThat(ids.idOf(SUBJECT, SCHEMA)).isEqualTo(17);
        assertThat(ids.idOf(SUBJECT, SCHEMA)).isEqualTo(17);

        assertThat(server.asked()).singleElement().satisfies(asked -> {
            assertThat(asked.method()).isEqualTo("POST");
            assertThat(asked.path()).isEqualTo("/subjects/" + SUBJECT + "/versions");
            assertThat(asked.body()).contains("ProductWithdrawn").doesNotContain("avro.java.string");
            assertThat(asked.authorization()).isNull();
        });
    }

    @Test
    void readsASchemaOnceAndKeepsIt() {
        server.answers(200, schemaAnswer(SchemaCatalogue.json(SCHEMA), ""));

        assertThat(ids.schemaOf(17)).contains(new Schema.Parser().parse(SchemaCatalogue.json(SCHEMA)));
        assertThat(ids.schemaOf(17)).isPresent();

        assertThat(server.asked()).singleElement().satisfies(asked -> assertThat(asked.path())
                .isEqualTo("/schemas/ids/17"));
    }

    @Test
    void hasNoSchemaForAnIdThatTheRegistryDoesNotKnow() {
        server.answers(404, "{\"error_code\": 40403, \"message\": \"Schema not found\"}");

        assertThat(ids.schemaOf(99)).isEmpty();
    }

    @Test
    void hasNoSchemaForWhatIsNotPlainAvro() {
        server.answers(200, schemaAnswer("syntax = proto3;", ", \"schemaType\": \"PROTOBUF\""));
        assertThat(ids.schemaOf(1)).isEmpty();

        server.answers(200, schemaAnswer("{\"type\": \"no such type\"}", ""));
        assertThat(ids.schemaOf(2)).isEmpty();

        String reference = ", \"references\": [{\"name\": \"a.B\", \"subject\": \"b\", \"version\": 1}]";
        server.answers(200, schemaAnswer(SchemaCatalogue.json(SCHEMA), reference));
        assertThat(ids.schemaOf(3)).isEmpty();
    }

    @Test
    void asksAgainForAnIdThatWasNotThere() {
        server.answers(404, "{\"error_code\": 40403, \"message\": \"Schema not found\"}");
        assertThat(ids.schemaOf(17)).isEmpty();

        server.answers(200, schemaAnswer(SchemaCatalogue.json(SCHEMA), ""));
        assertThat(ids.schemaOf(17)).isPresent();
    }

    @Test
    void saysWhenTheRegistryRefusesASchema() {
        server.answers(409, "{\"error_code\": 409, \"message\": \"incompatible with an earlier schema\"}");
        assertThatThrownBy(() -> ids.idOf(SUBJECT, SCHEMA))
                .isInstanceOf(IncompatibleSchema.class)
                .hasMessageContaining("incompatible with an earlier schema");

        server.answers(422, "{\"error_code\": 42201, \"message\": \"Invalid schema\"}");
        assertThatThrownBy(() -> ids.idOf(SUBJECT, SCHEMA)).isInstanceOf(IncompatibleSchema.class);
    }

    @Test
    void saysThatABrokenOrForbiddingRegistryIsUnavailable() {
        for (int status : new int[] {401, 403, 404, 429, 500, 503}) {
            server.answers(status, "{\"error_code\": " + status + ", \"message\": \"no\"}");

            assertThatThrownBy(() -> ids.idOf(SUBJECT, SCHEMA)).isInstanceOf(RegistryUnavailable.class);
            assertThatThrownBy(() -> ids.schemaOf(5)).isInstanceOf(RegistryUnavailable.class);
        }
    }

    @Test
    void saysThatSomethingElseAtTheAddressIsUnavailable() {
        server.answers(200, "<html>hello</html>");

        assertThatThrownBy(() -> ids.idOf(SUBJECT, SCHEMA)).isInstanceOf(RegistryUnavailable.class);
        assertThatThrownBy(() -> ids.schemaOf(5)).isInstanceOf(RegistryUnavailable.class);
    }

    @Test
    void saysThatAClosedPortIsUnavailable() {
        server.close();

        assertThatThrownBy(() -> ids.idOf(SUBJECT, SCHEMA)).isInstanceOf(RegistryUnavailable.class);
        assertThatThrownBy(() -> ids.schemaOf(5)).isInstanceOf(RegistryUnavailable.class);
    }

    @Test
    void givesUpOnARegistryThatSaysNothing() throws IOException {
        server.saysNothing();
        RegistryConfig impatient = new RegistryConfig(List.of(server.url()), Optional.empty(), Duration.ofMillis(100));

        try (ConfluentSchemaIds waiting = new ConfluentSchemaIds(impatient)) {
            assertThatThrownBy(() -> waiting.schemaOf(5)).isInstanceOf(RegistryUnavailable.class);
        }
    }

    @Test
    void signsInWhereCredentialsAreGiven() throws IOException {
        server.answers(200, "{\"id\": 1}");
        RegistryConfig secured =
                new RegistryConfig(List.of(server.url()), Optional.of("ingest-esac:s3cret"), Duration.ofSeconds(5));

        try (ConfluentSchemaIds signedIn = new ConfluentSchemaIds(secured)) {
            signedIn.idOf(SUBJECT, SCHEMA);
        }

        String basic = Base64.getEncoder().encodeToString("ingest-esac:s3cret".getBytes(StandardCharsets.UTF_8));
        assertThat(server.asked()).singleElement().satisfies(asked -> assertThat(asked.authorization())
                .isEqualTo("Basic " + basic));
        assertThat(secured.toString()).doesNotContain("s3cret");
    }

    @Test
    void triesTheNextAddressWhenTheFirstIsDead() throws IOException {
        FakeRegistryServer dead = new FakeRegistryServer();
        dead.close();
        server.answers(200, "{\"id\": 4}");
        RegistryConfig two =
                new RegistryConfig(List.of(dead.url(), server.url()), Optional.empty(), Duration.ofSeconds(5));

        try (ConfluentSchemaIds both = new ConfluentSchemaIds(two)) {
            assertThat(both.idOf(SUBJECT, SCHEMA)).isEqualTo(4);
        }
    }

    private static String schemaAnswer(String schema, String more) {
        return "{\"schema\": \"" + schema.replace("\\", "\\\\").replace("\"", "\\\"") + "\"" + more + "}";
    }
}
