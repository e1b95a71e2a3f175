package org.periapsis.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.demo.Samples;

/**
 * A product that is public from a day to come, and a public product made from it: what each path says to its archive, to somebody
 * who is signed in, and to nobody.
 */
final class RightsWalk {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String ARCHIVE = "esa-sky";
    private static final String COLLECTION = "not-yet";

    private final PlatformClient nobody;
    private final PlatformClient ada;
    private final PlatformClient archive;
    private final PlatformClient operator;
    private String input;
    private String encoded;
    private String output;

    RightsWalk(PlatformClient anonymous, String linkSecret) throws IOException {
        this.nobody = anonymous;
        this.ada = signedIn(linkSecret, "rights-ada", List.of("user"));
        this.archive = signedIn(linkSecret, "rights-archive", List.of("user", "archive:" + ARCHIVE));
        this.operator = signedIn(linkSecret, "rights-operator", List.of("user", "operator"));
    }

    private PlatformClient signedIn(String secret, String user, List<String> roles) throws IOException {
        return PlatformClient.signedIn(nobody.base().toString(), nobody.link(secret, user, roles));
    }

    void ingest(Path directory) throws Exception {
        Path file = Samples.copy("2mass-galactic-center-h.fits", directory);
        HttpResponse<String> taken = archive.ingest(
                ARCHIVE,
                file,
                new JsonObject()
                        .put("obs_publisher_did", "ivo://" + ARCHIVE + "/" + COLLECTION + "?early")
                        .put("collection", COLLECTION)
                        .put("data_rights", "public")
                        .put("obs_release_date", "2099-01-01"));
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(201);
        input = new JsonObject(taken.body()).getString("product_id");
        encoded = PlatformClient.encode(input);
        Eventually.is(PATIENCE, () -> status(archive, "/api/products/" + encoded), 200);
        Eventually.is(
                PATIENCE,
                () -> archive.get("/api/products/" + encoded)
                        .getJsonArray("sites")
                        .size(),
                1);
    }

    /** Finding, reading and computing agree. */
    void beforeTheDay() throws IOException {
        String file = "/api/files/" + encoded;
        for (String path : List.of(
                "/api/products/" + encoded,
                "/api/products/" + encoded + "/headers",
                "/api/products/" + encoded + "/preview?size=64",
                file)) {
            assertThat(status(archive, path)).as(path).isEqualTo(200);
            assertThat(status(ada, path)).as(path).isEqualTo(404);
            assertThat(status(nobody, path)).as(path).isEqualTo(404);
        }
        String search = "/api/products?obs_collection=" + COLLECTION;
        assertThat(found(archive, search)).isEqualTo(1);
        assertThat(found(ada, search)).isZero();
        assertThat(found(nobody, search)).isZero();
        JsonObject selection = new JsonObject()
                .put("datalab", new JsonObject().put("id", "viewer"))
                .put("ids", new JsonArray().add(input));
        for (String path : List.of("/api/sessions", "/api/placements/preview")) {
            HttpResponse<String> refused = ada.exchange("POST", path, selection, Map.of());
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
            // As of an id that there never was.
            assertThat(new JsonObject(refused.body()).getString("detail")).contains(input + ": unknown");
        }
        assertThat(archive.exchange("POST", "/api/placements/preview", selection, Map.of())
                        .statusCode())
                .isEqualTo(200);
    }

    void holdings() throws IOException {
        assertThat(collections(operator)).contains(COLLECTION);
        assertThat(collections(archive)).contains(COLLECTION);
        assertThat(collections(ada)).doesNotContain(COLLECTION);
    }

    /** A job over the private input, whose output is for everybody. */
    void publish() throws Exception {
        String job = archive.send(
                        "POST",
                        "/api/jobs",
                        new JsonObject()
                                .put("datalab", new JsonObject().put("id", "statistics"))
                                .put("ids", new JsonArray().add(input))
                                .put("output_rights", "public"))
                .getString("id");
        Eventually.is(PATIENCE, () -> archive.get("/api/jobs/" + job).getString("state"), "SUCCEEDED");
        Eventually.is(PATIENCE, () -> found(nobody, "/api/products?job_id=" + job), 1L);
        output = nobody.get("/api/products?job_id=" + job)
                .getJsonArray("products")
                .getJsonObject(0)
                .getString("obs_publisher_did");
    }

    /** What everybody is told of the output does not name its input. */
    void afterwards() throws Exception {
        String detail = "/api/products/" + PlatformClient.encode(output);
        String made = "/api/products?input=" + encoded;
        String life = "/api/events/history?about=" + PlatformClient.encode(output);
        String lifeOfInput = "/api/events/history?about=" + encoded;
        Eventually.is(PATIENCE, () -> archive.get(lifeOfInput).encode().contains(output), true);
        assertThat(archive.get(detail).encode()).contains(input);
        assertThat(archive.get(life).encode()).contains(input);
        assertThat(found(archive, made)).isEqualTo(1);
        for (PlatformClient other : List.of(ada, nobody)) {
            JsonObject told = other.get(detail);
            assertThat(told.encode()).doesNotContain(input);
            assertThat(told.getJsonObject("provenance").getInteger("input_count"))
                    .isEqualTo(1);
            assertThat(found(other, made)).isZero();
            assertThat(other.get(life).getJsonArray("items").size()).isPositive();
            assertThat(other.get(life).encode()).contains("input_ids_withheld").doesNotContain(input);
            assertThat(other.get(lifeOfInput)).isEqualTo(new JsonObject().put("items", new JsonArray()));
            assertThat(streamed(other)).doesNotContain(input);
        }
        assertThat(streamed(archive)).contains(input);
    }

    /** The log of products from its beginning to the output. */
    private String streamed(PlatformClient client) throws Exception {
        return CompletableFuture.supplyAsync(() -> {
                    StringBuilder text = new StringBuilder();
                    try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                            client.stream("/api/events?from=earliest&type=ProductIngested&subject="
                                    + PlatformClient.encode(input) + "," + PlatformClient.encode(output)),
                            StandardCharsets.UTF_8))) {
                        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                            text.append(line).append('\n');
                            if (line.startsWith("data: ") && line.contains("\"subject\":\"" + output + "\"")) {
                                return text.toString();
                            }
                        }
                        return text.toString();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                })
                .get(60, TimeUnit.SECONDS);
    }

    private static int status(PlatformClient client, String path) throws IOException {
        return client.exchange("GET", path, null, Map.of()).statusCode();
    }

    private static long found(PlatformClient client, String path) throws IOException {
        return client.get(path).getJsonObject("total").getLong("count");
    }

    private static String collections(PlatformClient client) throws IOException {
        return client.exchange("GET", "/api/sites/holdings", null, Map.of()).body();
    }
}
