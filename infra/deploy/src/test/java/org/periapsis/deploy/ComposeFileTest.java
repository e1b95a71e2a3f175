package org.periapsis.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.config.ProcessSettings;
import org.periapsis.kit.config.Settings;
import org.periapsis.notifier.NotifierConfig;

/** infra/compose as Docker Compose and the services read it; there is no Docker here to run it. */
class ComposeFileTest {
    private static final Set<String> ITS_OWN = Set.of("id", "format");

    @TempDir
    private static Path directory;

    private static JsonObject file;

    @BeforeAll
    static void prepare() throws IOException {
        Cli.run("prepare", directory.resolve("prepared").toString(), "--issuer", "http://localhost:7080");
        Files.copy(ComposeFile.DIRECTORY.resolve("portal.properties"), directory.resolve("portal.properties"));
        file = ComposeFile.read();
    }

    @Test
    void keepsToTheComposeSpecification() throws IOException {
        OutputUnit answer = validated(file);
        assertThat(answer.getValid()).as(String.valueOf(answer.getErrors())).isTrue();
    }

    private static OutputUnit validated(JsonObject compose) throws IOException {
        JsonObject schema;
        try (InputStream in = ComposeFileTest.class.getResourceAsStream("compose-spec.json")) {
            schema = plain(new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        }
        return Validator.create(
                        JsonSchema.of(schema),
                        new JsonSchemaOptions().setDraft(Draft.DRAFT7).setBaseUri("https://compose.spec/"))
                .validate(compose);
    }

    /**
     * Without what only Docker's own validator understands: {@code id}, no word of the draft that the schema names, is taken for the
     * base of references, and its {@code duration} is not that of JSON Schema.
     */
    private static JsonObject plain(JsonObject schema) {
        JsonObject rest = new JsonObject();
        schema.forEach(field -> {
            if (field.getValue() instanceof JsonObject part) {
                rest.put(field.getKey(), plain(part));
            } else if (!ITS_OWN.contains(field.getKey())) {
                rest.put(field.getKey(), field.getValue());
            }
        });
        return rest;
    }

    @Test
    void refusesWhatTheComposeSpecificationDoesNotKnow() throws IOException {
        JsonObject wrong = file.copy();
        wrong.getJsonObject("services").getJsonObject("portal").put("imag", "misspelt");
        assertThat(validated(wrong).getValid()).isFalse();
    }

    @Test
    void everyServiceTakesItsSettings() {
        Map<String, Object> read = new TreeMap<>();
        JsonObject services = file.getJsonObject("services");
        for (String name : services.fieldNames()) {
            if (Services.known(name)) {
                read.put(name, Services.read(name, settings(services.getJsonObject(name))));
            }
        }
        assertThat(read)
                .containsOnlyKeys(
                        "agent-esac",
                        "agent-jive",
                        "agent-skao",
                        "indexer",
                        "ingest-esac",
                        "ingest-jive",
                        "ingest-skao",
                        "notifier",
                        "portal",
                        "scheduler",
                        "session-manager");
    }

    @Test
    void theRegistryRefusesWhatIsNotCompatibleBeforeAnyServiceStarts() {
        JsonObject services = file.getJsonObject("services");
        List<String> asked = services.getJsonObject("compatibility").getJsonArray("command").stream()
                .map(String::valueOf)
                .toList();
        assertThat(asked).contains("PUT", "{\"compatibility\":\"FULL_TRANSITIVE\"}", "--retry-all-errors", "-fsS");
        for (String name : services.fieldNames()) {
            if (Services.known(name)) {
                JsonObject service = services.getJsonObject(name);
                assertThat(asked)
                        .contains(service.getJsonObject("environment").getString("PERIAPSIS_REGISTRY_URL") + "/config");
                assertThat(service.getJsonObject("depends_on")
                                .getJsonObject("compatibility")
                                .getString("condition"))
                        .as(name)
                        .isEqualTo("service_completed_successfully");
            }
        }
    }

    @Test
    void noServiceIsKilledWhileItFinishesWhatIsInHand() {
        JsonObject services = file.getJsonObject("services");
        for (String name : services.fieldNames()) {
            if (Services.known(name)) {
                JsonObject service = services.getJsonObject(name);
                String grace = service.getString("stop_grace_period");
                assertThat(Duration.parse("PT" + grace))
                        .as(name)
                        .isGreaterThanOrEqualTo(
                                HttpConfig.Drain.of(settings(service)).total().plusSeconds(30));
            }
        }
    }

    @Test
    void theNotifierKeepsTheHistoryOfIds() {
        NotifierConfig notifier = (NotifierConfig) Services.read(
                "notifier", settings(file.getJsonObject("services").getJsonObject("notifier")));
        assertThat(notifier.history()).isPresent();
    }

    @Test
    void everyServiceOnlySeesItsOwnSecrets() {
        JsonObject services = file.getJsonObject("services");
        for (String name : services.fieldNames()) {
            if (Services.known(name)) {
                assertThat(services.getJsonObject(name).getJsonArray("secrets").stream()
                                .map(String::valueOf)
                                .filter(secret -> secret.matches("(kafka|postgres|s3)\\..*")))
                        .allSatisfy(secret -> assertThat(secret).endsWith("." + name));
                // A service's token is for the hub: a site's parts have one that is their site's.
                String site = name.replaceAll("^(agent|ingest)-", "");
                assertThat(services.getJsonObject(name).getJsonArray("secrets").stream()
                                .map(String::valueOf)
                                .filter(secret -> secret.endsWith(".token")))
                        .isSubsetOf(site.equals(name) ? "service.token" : "site-" + site + ".token");
            }
        }
    }

    @Test
    void everySecretIsWhatTheCommandWrites() {
        JsonObject secrets = file.getJsonObject("secrets");
        for (String name : secrets.fieldNames()) {
            assertThat(directory.resolve(secrets.getJsonObject(name).getString("file")))
                    .isRegularFile();
        }
        assertThat(directory.resolve("prepared/kafka/broker.env")).isRegularFile();
        assertThat(directory.resolve("prepared/kafka/admin.properties")).isRegularFile();
        assertThat(directory.resolve("prepared/postgres/init.sql")).isRegularFile();
        assertThat(directory.resolve("prepared/s3/buckets")).isRegularFile();
    }

    /** As in the container: secrets are files under /run/secrets. */
    private static Settings settings(JsonObject service) {
        Map<String, String> environment = service.getJsonObject("environment").stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> String.valueOf(entry.getValue())));
        environment.replaceAll((key, value) -> {
            if (value.startsWith("/run/secrets/")) {
                String secret = value.substring("/run/secrets/".length());
                assertThat(service.getJsonArray("secrets")).contains(secret);
                return directory
                        .resolve(file.getJsonObject("secrets")
                                .getJsonObject(secret)
                                .getString("file"))
                        .toString();
            }
            return value.equals("/etc/periapsis/portal.properties")
                    ? directory.resolve("portal.properties").toString()
                    : value;
        });
        return ProcessSettings.of(environment);
    }
}
