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
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
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
@Tag("full")
class SeparateProcessesFaultIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final List<String> KILLED =
            List.of("ingest-esac", "indexer", "session-manager", "scheduler", "notifier", "portal");

    @TempDir
    private Path root;

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

                try (PatientArchive archive = PatientArchive.sending(client)) {
                    JsonArray inputs = inputs(client);
                    List<String> killed = new ArrayList<>();
                    for (String service : KILLED) {
                        String session = session(client, inputs);
                        killed.add(deployment.killOne(service));
                        archive.oneMoreIsFound();
                        theSessionIsReadyAndReached(client, session);
                    }
                    demo(directory, client);

                    for (String instance : killed) {
                        deployment.restart(instance);
                    }
                    for (String service : KILLED) {
                        deployment.await(service);
                    }
                    archive.oneMoreIsFound();
                    everyProductIsThereOnce(deployment, client, archive.end());
                }
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
                return deployment.deadLetters(Topic.PRODUCTS, group, "esac") == 1 ? Boolean.TRUE : null;
            });
        }
    }

    private static void theDashboardShowsMetricsThatThereAre(Deployment deployment) throws Exception {
        JsonObject dashboard = new JsonObject(Files.readString(Path.of("..", "grafana", "periapsis.json")));
        Set<String> shown = new TreeSet<>(metrics(Files.readString(Path.of("..", "grafana", "alerts.yaml"))));
        assertThat(shown).as("metrics that alerts are about").hasSizeGreaterThan(8);
        for (Object panel : dashboard.getJsonArray("panels")) {
            for (Object target : ((JsonObject) panel).getJsonArray("targets")) {
                shown.addAll(metrics(((JsonObject) target).getString("expr")));
            }
        }
        assertThat(shown).hasSizeGreaterThan(10);
        assertThat(deployment.metrics()).containsAll(shown);
    }

    private static Set<String> metrics(String text) {
        return Pattern.compile("(?:periapsis|jvm|process)_[a-z_]+")
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static JsonArray inputs(PlatformClient client) throws IOException {
        return new JsonArray(client.get("/api/products?obs_collection=2MASS&limit=2").getJsonArray("products").stream()
                .map(product -> ((JsonObject) product).getString("obs_publisher_did"))
                .toList());
    }

    private static String session(PlatformClient client, JsonArray inputs) throws IOException {
        JsonObject ask = new JsonObject()
                .put("datalab", new JsonObject().put("id", "viewer"))
                .put("ids", inputs);
        HttpResponse<String> answer =
                PatientArchive.again(client, "POST", "/api/sessions", ask, taken -> taken.statusCode() < 300);
        return new JsonObject(answer.body()).getString("id");
    }

    private static void theSessionIsReadyAndReached(PlatformClient client, String session) throws IOException {
        String path = "/api/sessions/" + session;
        PatientArchive.again(
                client,
                "GET",
                path,
                null,
                answer ->
                        answer.statusCode() == 200 && "READY".equals(new JsonObject(answer.body()).getString("state")));
        PatientArchive.again(client, "GET", "/sessions/" + session + "/", null, answer -> answer.statusCode() == 200);
        PatientArchive.again(client, "DELETE", path, null, answer -> answer.statusCode() < 300);
        PatientArchive.again(
                client,
                "GET",
                path,
                null,
                answer -> answer.statusCode() == 200
                        && "STOPPED".equals(new JsonObject(answer.body()).getString("state")));
    }

    /** Nothing lost, nothing twice: neither in the view nor on the log. */
    private static void everyProductIsThereOnce(Deployment deployment, PlatformClient client, List<String> sent)
            throws Exception {
        Polling.until(PATIENCE, "all that was accepted", () -> found(client).size() >= sent.size() ? true : null);
        assertThat(found(client)).hasSizeGreaterThan(KILLED.size()).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(deployment.keys(Topic.INDEXED, "esac").stream().filter(Set.copyOf(sent)::contains))
                .containsExactlyInAnyOrderElementsOf(sent);
    }

    private static List<String> found(PlatformClient client) throws IOException {
        List<String> found = new ArrayList<>();
        String after = "";
        do {
            JsonObject page =
                    client.get("/api/products?obs_collection=" + PatientArchive.COLLECTION + "&limit=1000" + after);
            page.getJsonArray("products")
                    .forEach(product -> found.add(((JsonObject) product).getString("obs_publisher_did")));
            String next = page.getString("next");
            after = next == null ? "" : "&after=" + PlatformClient.encode(next);
        } while (!after.isEmpty());
        return found;
    }
}
