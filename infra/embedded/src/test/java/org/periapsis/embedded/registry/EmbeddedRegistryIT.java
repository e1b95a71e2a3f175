package org.periapsis.embedded.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.ForkedJvm;
import org.periapsis.events.codec.SchemaIds;
import org.periapsis.events.registry.ConfluentSchemaIds;
import org.periapsis.events.registry.RegistryConfig;

class EmbeddedRegistryIT {

    private static final String SUBJECT = "periapsis.products.v1-org.periapsis.events.ProductIngested";
    private static final Schema FIRST = SchemaBuilder.record("org.periapsis.events.ProductIngested")
            .fields()
            .requiredString("id")
            .endRecord();
    private static final Schema WIDER = SchemaBuilder.record("org.periapsis.events.ProductIngested")
            .fields()
            .requiredString("id")
            .name("size")
            .type()
            .longType()
            .longDefault(0)
            .endRecord();
    private static final Schema BREAKING = SchemaBuilder.record("org.periapsis.events.ProductIngested")
            .fields()
            .requiredLong("id")
            .endRecord();

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    @AfterEach
    void closeVertx() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @Test
    void servesTheConfluentClient() throws Exception {
        EmbeddedRegistry registry = start();
        try (ConfluentSchemaIds ids = client(registry.port(), "indexer-secret")) {
            int first = ids.idOf(SUBJECT, FIRST);
            assertThat(ids.idOf("another-subject", FIRST)).isEqualTo(first);
            int second = ids.idOf(SUBJECT, WIDER);
            assertThat(second).isNotEqualTo(first);
            assertThatThrownBy(() -> ids.idOf(SUBJECT, BREAKING)).isInstanceOf(SchemaIds.IncompatibleSchema.class);
        }
        try (ConfluentSchemaIds reader =
                new ConfluentSchemaIds(RegistryConfig.of(registry.url().toString()))) {
            assertThat(reader.schemaOf(2)).contains(WIDER);
            assertThat(reader.schemaOf(99)).isEmpty();
        }
        stop(registry);
    }

    @Test
    void keepsIdsOverARestart() throws Exception {
        EmbeddedRegistry registry = start();
        JsonObject registered = register(registry.port(), SUBJECT, FIRST);
        put(registry.port(), "/config/" + SUBJECT, "{\"compatibility\":\"BACKWARD\"}");
        stop(registry);
        registry = start();
        assertThat(register(registry.port(), SUBJECT, FIRST)).isEqualTo(registered);
        assertThat(register(registry.port(), SUBJECT, WIDER).getInteger("id")).isEqualTo(2);
        assertThat(get(registry.port(), "/config/" + SUBJECT).body())
                .isEqualTo("{\"compatibilityLevel\":\"BACKWARD\"}");
        stop(registry);
    }

    @Test
    void keepsAnsweredIdsWhenKilled() throws Exception {
        try (ForkedJvm jvm = ForkedJvm.start(RegistryMain.class, directory.toString())) {
            int port = jvm.awaitPort();
            register(port, SUBJECT, FIRST);
            register(port, SUBJECT, WIDER);
            jvm.kill();
        }
        // What a crash in the middle of a third line leaves.
        Files.writeString(directory.resolve("schemas.log"), "{\"op\":\"regis", StandardOpenOption.APPEND);
        EmbeddedRegistry registry = start();
        assertThat(get(registry.port(), "/subjects/" + SUBJECT + "/versions").body())
                .isEqualTo("[1,2]");
        assertThat(register(registry.port(), SUBJECT, WIDER).getInteger("id")).isEqualTo(2);
        stop(registry);
    }

    @Test
    void letsOnlyWritersRegisterAndEverybodyRead() throws Exception {
        EmbeddedRegistry registry = start();
        String path = "/subjects/" + SUBJECT + "/versions";
        HttpResponse<String> anonymous = send(registry.port(), "POST", path, submission(FIRST), Optional.empty());
        assertThat(anonymous.statusCode()).isEqualTo(401);
        assertThat(anonymous.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(send(registry.port(), "POST", path, submission(FIRST), Optional.of("indexer:guessed"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(send(registry.port(), "PUT", "/config", "{\"compatibility\":\"NONE\"}", Optional.empty())
                        .statusCode())
                .isEqualTo(401);
        register(registry.port(), SUBJECT, FIRST);
        assertThat(get(registry.port(), "/subjects").body()).isEqualTo("[\"" + SUBJECT + "\"]");
        stop(registry);
    }

    @Test
    void answersAsConfluentDoes() throws Exception {
        EmbeddedRegistry registry = start();
        int port = registry.port();
        register(port, SUBJECT, FIRST);
        register(port, SUBJECT, WIDER);

        HttpResponse<String> latest = get(port, "/subjects/" + SUBJECT + "/versions/latest");
        assertThat(latest.headers().firstValue("Content-Type")).contains("application/vnd.schemaregistry.v1+json");
        JsonObject version = new JsonObject(latest.body());
        assertThat(version.getInteger("version")).isEqualTo(2);
        assertThat(version.getInteger("id")).isEqualTo(2);
        assertThat(new Schema.Parser().parse(version.getString("schema"))).isEqualTo(WIDER);
        assertThat(get(port, "/schemas/ids/1/versions").body())
                .isEqualTo("[{\"subject\":\"" + SUBJECT + "\",\"version\":1}]");
        assertThat(get(port, "/schemas/types").body()).isEqualTo("[\"AVRO\"]");
        assertThat(get(port, "/config").body()).isEqualTo("{\"compatibilityLevel\":\"FULL_TRANSITIVE\"}");
        assertThat(get(port, "/mode").body()).isEqualTo("{\"mode\":\"READWRITE\"}");
        assertThat(new JsonObject(post(port, "/subjects/" + SUBJECT, submission(FIRST))
                                .body())
                        .getInteger("version"))
                .isEqualTo(1);
        String compatibility = "/compatibility/subjects/" + SUBJECT + "/versions/latest?verbose=true";
        assertThat(post(port, compatibility, submission(WIDER)).body()).contains("\"is_compatible\":true");
        assertThat(post(port, compatibility, submission(BREAKING)).body())
                .contains("\"is_compatible\":false", "TYPE_MISMATCH");

        expect(40401, get(port, "/subjects/unknown/versions"));
        expect(40401, post(port, "/subjects/unknown", submission(FIRST)));
        expect(40402, get(port, "/subjects/" + SUBJECT + "/versions/9"));
        expect(42202, get(port, "/subjects/" + SUBJECT + "/versions/0"));
        expect(40403, get(port, "/schemas/ids/9"));
        expect(40403, post(port, "/subjects/" + SUBJECT, submission(BREAKING)));
        expect(40408, get(port, "/config/" + SUBJECT));
        expect(409, write(port, "POST", "/subjects/" + SUBJECT + "/versions", submission(BREAKING)));
        expect(42201, write(port, "POST", "/subjects/" + SUBJECT + "/versions", "{\"schema\":\"{}\"}"));
        expect(42201, write(port, "POST", "/subjects/" + SUBJECT + "/versions", "{}"));
        expect(422, write(port, "POST", "/subjects/" + SUBJECT + "/versions", "not json"));
        expect(42203, write(port, "PUT", "/config", "{\"compatibility\":\"SOMETIMES\"}"));
        expect(404, get(port, "/nothing/here"));
        stop(registry);
    }

    @Test
    void resolvesReferences() throws Exception {
        EmbeddedRegistry registry = start();
        int port = registry.port();
        Schema owner = SchemaBuilder.record("org.periapsis.events.Owner")
                .fields()
                .requiredString("subject")
                .endRecord();
        register(port, "owner", owner);
        String request = new JsonObject()
                .put(
                        "schema",
                        "{\"type\":\"record\",\"name\":\"Request\",\"namespace\":\"org.periapsis.events\","
                                + "\"fields\":[{\"name\":\"owner\",\"type\":\"org.periapsis.events.Owner\"}]}")
                .put(
                        "references",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("name", "org.periapsis.events.Owner")
                                        .put("subject", "owner")
                                        .put("version", 1)))
                .encode();
        JsonObject registered = new JsonObject(
                write(port, "POST", "/subjects/request/versions", request).body());
        assertThat(get(port, "/schemas/ids/" + registered.getInteger("id")).body())
                .contains("\"references\":[{\"name\":\"org.periapsis.events.Owner\"");
        expect(
                42201,
                write(
                        port,
                        "POST",
                        "/subjects/request/versions",
                        request.replace("\"owner\",\"version\":1", "\"owner\",\"version\":2")));
        stop(registry);
    }

    private EmbeddedRegistry start() throws Exception {
        return EmbeddedRegistry.start(vertx, RegistryMain.settings(directory)).await(30, TimeUnit.SECONDS);
    }

    private static void stop(EmbeddedRegistry registry) throws Exception {
        registry.stop().await(30, TimeUnit.SECONDS);
    }

    private static ConfluentSchemaIds client(int port, String password) {
        return new ConfluentSchemaIds(new RegistryConfig(
                List.of("http://127.0.0.1:" + port), Optional.of("indexer:" + password), Duration.ofSeconds(30)));
    }

    private static String submission(Schema schema) {
        return new JsonObject().put("schema", schema.toString()).encode();
    }

    private JsonObject register(int port, String subject, Schema schema) throws Exception {
        HttpResponse<String> answer = write(port, "POST", "/subjects/" + subject + "/versions", submission(schema));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private void put(int port, String path, String body) throws Exception {
        assertThat(write(port, "PUT", path, body).statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> get(int port, String path) throws Exception {
        return send(port, "GET", path, "", Optional.empty());
    }

    private HttpResponse<String> post(int port, String path, String body) throws Exception {
        return send(port, "POST", path, body, Optional.empty());
    }

    private HttpResponse<String> write(int port, String method, String path, String body) throws Exception {
        return send(port, method, path, body, Optional.of("indexer:indexer-secret"));
    }

    private HttpResponse<String> send(int port, String method, String path, String body, Optional<String> user)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json");
        user.ifPresent(u -> request.header(
                "Authorization", "Basic " + Base64.getEncoder().encodeToString(u.getBytes(StandardCharsets.UTF_8))));
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void expect(int code, HttpResponse<String> answer) {
        assertThat(new JsonObject(answer.body()).getInteger("error_code"))
                .as(answer.body())
                .isEqualTo(code);
        assertThat(answer.statusCode()).isEqualTo(code >= 1000 ? code / 100 : code);
    }
}
