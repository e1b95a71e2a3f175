package org.periapsis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.events.topic.ReaderGroup;
import org.periapsis.events.topic.Topic;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.demo.Demo;
import org.periapsis.local.demo.DemoReport;
import org.periapsis.local.demo.LocalEvidence;
import org.periapsis.local.demo.Polling;
import org.periapsis.local.stack.StackDirectory;

/**
 * Every service a process of its own, two instances of each, on a log with a prefix where they may create nothing. One
 * instance of each is killed in turn; what people do goes on.
 */
class SeparateProcessesFaultIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Set<Integer> TRY_AGAIN = Set.of(502, 503, 504);
    private static final String COLLECTION = "processes";

    @TempDir
    private Path root;

    private final List<String> products = new ArrayList<>();

    @Test
    void theDemoHoldsAndGoesOnHoldingWithOneOfEachKilled() throws Exception {
        StackDirectory directory = new StackDirectory(
                root.resolve("stack"), StackDirectory.ofUser().python());
        try (Deployment deployment = new Deployment(directory)) {
            try {
                deployment.start();
                PlatformClient client = deployment.client();
                demo(directory, client);
                eitherPortalKnowsWhoSignedInAtTheOther(deployment, client);
                whatNobodyCanReadIsPutAside(deployment);
                theDashboardShowsMetricsThatThereAre(deployment);

                List<String> killed = new ArrayList<>();
                for (String service :
                        List.of("ingest-esac", "indexer", "session-manager", "scheduler", "notifier", "portal")) {
                    String session = session(client);
                    killed.add(deployment.killOne(service));
                    aProductIsTakenAndFound(client);
                    theSessionIsReadyAndReached(client, session);
                }
                demo(directory, client);

                for (String instance : killed) {
                    deployment.restart(instance);
                }
                deployment.await("indexer", 2);
                deployment.await("ingest-esac", 2);
                aProductIsTakenAndFound(client);
                everyProductIsThereOnce(client);
            } catch (AssertionError | Exception e) {
                e.addSuppressed(new AssertionError(deployment.logs()));
                throw e;
            }
        }
        assertThat(new LocalEvidence(directory).orphans()).isZero();
    }

    private static void demo(StackDirectory directory, PlatformClient client) {
        DemoReport report = new Demo(client, new LocalEvidence(directory), (part, text) -> {}).run();
        assertThat(report.ok()).as(report.text()).isTrue();
    }

    private static void eitherPortalKnowsWhoSignedInAtTheOther(Deployment deployment, PlatformClient client)
            throws Exception {
        for (int number : List.of(1, 2)) {
            assertThat(client.at(deployment.portal(number)).get("/auth/me").getString("subject"))
                    .isEqualTo("astronomer");
        }
    }

    private static void whatNobodyCanReadIsPutAside(Deployment deployment) throws Exception {
        deployment.writeRubbish(Topic.PRODUCTS, "esac");
        for (ReaderGroup group : List.of(ReaderGroup.INDEXER, ReaderGroup.INGEST)) {
            Polling.until(PATIENCE, "the dead letter of " + group, () -> {
                try {
                    return deployment.deadLetters(Topic.PRODUCTS, group, "esac") == 1 ? Boolean.TRUE : null;
                } catch (Exception e) {
                    throw new IOException(e);
                }
            });
        }
    }

    private static void theDashboardShowsMetricsThatThereAre(Deployment deployment) throws Exception {
        JsonObject dashboard = new JsonObject(Files.readString(Path.of("..", "grafana", "periapsis.json")));
        Set<String> shown = new TreeSet<>();
        for (Object panel : dashboard.getJsonArray("panels")) {
            for (Object target : ((JsonObject) panel).getJsonArray("targets")) {
                Pattern.compile("periapsis_[a-z_]+")
                        .matcher(((JsonObject) target).getString("expr"))
                        .results()
                        .forEach(found -> shown.add(found.group()));
            }
        }
        assertThat(shown).hasSizeGreaterThan(10);
        assertThat(deployment.metrics()).containsAll(shown);
    }

    private void aProductIsTakenAndFound(PlatformClient client) throws IOException {
        int number = products.size() + 1;
        HttpResponse<String> taken = again(
                client,
                "POST",
                "/api/archives/esac-sky/products",
                product(number),
                answer -> answer.statusCode() < 300);
        String id = new JsonObject(taken.body()).getString("product_id");
        products.add(id);
        again(client, "GET", "/api/products/" + PlatformClient.encode(id), null, answer -> answer.statusCode() == 200);
    }

    private static String session(PlatformClient client) throws IOException {
        JsonArray inputs =
                new JsonArray(client.get("/api/products?obs_collection=2MASS&limit=2").getJsonArray("products").stream()
                        .map(product -> ((JsonObject) product).getString("obs_publisher_did"))
                        .toList());
        JsonObject ask = new JsonObject()
                .put("datalab", new JsonObject().put("id", "viewer"))
                .put("ids", inputs);
        HttpResponse<String> answer = again(client, "POST", "/api/sessions", ask, taken -> taken.statusCode() < 300);
        return new JsonObject(answer.body()).getString("id");
    }

    private static void theSessionIsReadyAndReached(PlatformClient client, String session) throws IOException {
        String path = "/api/sessions/" + session;
        again(
                client,
                "GET",
                path,
                null,
                answer ->
                        answer.statusCode() == 200 && "READY".equals(new JsonObject(answer.body()).getString("state")));
        again(client, "GET", "/sessions/" + session + "/", null, answer -> answer.statusCode() == 200);
        again(client, "DELETE", path, null, answer -> answer.statusCode() < 300);
        again(
                client,
                "GET",
                path,
                null,
                answer -> answer.statusCode() == 200
                        && "STOPPED".equals(new JsonObject(answer.body()).getString("state")));
    }

    private void everyProductIsThereOnce(PlatformClient client) throws IOException {
        List<String> found =
                client
                        .get("/api/products?obs_collection=" + COLLECTION + "&limit=1000")
                        .getJsonArray("products")
                        .stream()
                        .map(product -> ((JsonObject) product).getString("obs_publisher_did"))
                        .toList();
        assertThat(found).containsExactlyInAnyOrderElementsOf(products);
    }

    /** As a careful program does: what says "later", or is cut off, is asked again. */
    private static HttpResponse<String> again(
            PlatformClient client, String method, String path, JsonObject body, Predicate<HttpResponse<String>> done)
            throws IOException {
        String[] last = {"nothing"};
        try {
            return Polling.until(PATIENCE, method + " " + path, () -> {
                try {
                    HttpResponse<String> answer = client.exchange(
                            method, path, body, body == null ? Map.of() : Map.of("Idempotency-Key", key(body)));
                    last[0] = answer.statusCode() + " " + answer.body();
                    if (done.test(answer)) {
                        return answer;
                    }
                    boolean mayChange = method.equals("GET") || TRY_AGAIN.contains(answer.statusCode());
                    if (!mayChange) {
                        throw new IllegalStateException(last[0]);
                    }
                } catch (IOException cutOff) {
                    last[0] = cutOff.toString();
                }
                return null;
            });
        } catch (IOException e) {
            throw new IOException(e.getMessage() + "; last was " + last[0], e);
        }
    }

    private static String key(JsonObject body) {
        return Integer.toHexString(System.identityHashCode(body)) + "-" + Integer.toHexString(body.hashCode());
    }

    private static JsonObject product(int number) {
        return new JsonObject()
                .put("name", "processes-" + number + ".fits")
                .put("size", 2880L * number)
                .put("sha256", String.format("%064x", number))
                .put("access_url", "https://archive.example/processes/" + number + ".fits")
                .put("collection", COLLECTION)
                .put(
                        "obscore",
                        new JsonObject()
                                .put("s_ra", number * 0.37 % 360)
                                .put("s_dec", number * 0.11 % 180 - 90)
                                .put("dataproduct_type", "image"));
    }
}
