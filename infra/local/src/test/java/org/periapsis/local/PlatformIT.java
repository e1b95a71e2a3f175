package org.periapsis.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.periapsis.embedded.ListeningSockets;
import org.periapsis.embedded.ListeningSockets.Listening;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.demo.Demo;
import org.periapsis.local.demo.DemoReport;
import org.periapsis.local.demo.LocalEvidence;
import org.periapsis.local.demo.SampleLoader;
import org.periapsis.local.stack.LocalStack;
import org.periapsis.local.stack.StackDirectory;
import org.periapsis.local.stack.StackPorts;

/** The whole platform, real in every part, as its users meet it. One stack for all: starting it is what costs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PlatformIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** What each service's readiness is about, beside its readers and its own. */
    private static final Map<String, List<String>> PARTS = Map.of(
            "ingest", List.of("kafka", "registry", "postgres", "s3"),
            "indexer", List.of("kafka", "registry", "postgres"),
            "scheduler", List.of("kafka", "registry", "scheduler.leader"),
            "session-manager", List.of("kafka", "registry", "postgres", "s3", "service-token"),
            "agent", List.of("kafka", "registry", "s3", "disk", "journal", "offer", "service-token"),
            "notifier", List.of("kafka", "postgres", "service-token"),
            "portal", List.of("kafka", "registry", "postgres"));

    private StackDirectory directory;
    private LocalStack stack;

    @BeforeAll
    void start() throws Exception {
        directory = StackDirectory.temporary("periapsis-it");
        stack = LocalStack.start(directory, StackPorts.free(), (part, text) -> {});
    }

    @AfterAll
    void stop() throws IOException {
        stack.close();
        Directories.delete(directory.root());
    }

    @Test
    @Order(1)
    void theDemoHolds() throws IOException {
        DemoReport report = new Demo(client(), new LocalEvidence(directory), (part, text) -> {}).run();
        assertThat(report.ok()).as(report.text()).isTrue();
        assertThat(report.json().getInteger("products_ingested")).isGreaterThanOrEqualTo(20);
    }

    @Test
    @Order(2)
    void everyServiceLooksAfterEveryPartThatItNeeds() throws IOException {
        JsonObject services = PlatformClient.anonymous(stack.state().addresses().getString("status"))
                .get("/status")
                .getJsonObject("services");
        assertThat(services.fieldNames()).hasSize(11);
        for (String name : services.fieldNames()) {
            int port = services.getJsonObject(name).getInteger("port");
            JsonObject ready =
                    PlatformClient.anonymous("http://127.0.0.1:" + port).get("/health/ready");
            assertThat(ready.getJsonObject("checks").fieldNames())
                    .as(name)
                    .containsAll(PARTS.get(name.replaceFirst("-(esac|jive|skao)$", "")));
        }
    }

    /** Its sessions have their own network, or loopback. */
    @Test
    @Order(2)
    void nothingOfItIsReachedFromAnotherMachine() throws IOException {
        List<Listening> all = ListeningSockets.of(directory.root());
        // Four parts, eleven services, the status.
        assertThat(all).hasSizeGreaterThanOrEqualTo(16);
        assertThat(all).allMatch(Listening::onLoopback);
    }

    @Test
    @Order(2)
    void confluentsPythonConsumerDecodesEveryTopic() throws Exception {
        Properties reader = new Properties();
        try (InputStream in = Files.newInputStream(directory.root().resolve("reader.properties"))) {
            reader.load(in);
        }
        Path python = Path.of("..", "target", "python-reader", "bin", "python");
        assertThat(python)
                .as("made by infra/test-tools.sh, which `./periapsis test` runs first")
                .exists();
        Process process = new ProcessBuilder(
                        python.toString(),
                        "src/test/python/read_all.py",
                        reader.getProperty("bootstrap.servers"),
                        reader.getProperty("schema.registry.url"),
                        reader.getProperty("sasl.username"),
                        reader.getProperty("sasl.password"))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        JsonObject answer = new JsonObject(printed);
        assertThat(answer.getJsonArray("failures")).isEmpty();
        assertThat(answer.getJsonArray("unread")).isEmpty();
        assertThat(answer.getJsonObject("decoded").fieldNames())
                .contains(
                        "esac.periapsis.products.v1",
                        "jive.periapsis.replicas.v1",
                        "skao.periapsis.runs.v1",
                        "periapsis.indexed.v1",
                        "periapsis.requests.v1",
                        "periapsis.decisions.v1",
                        "periapsis.datalabs.v1");
    }

    @Test
    @Order(3)
    void aPersonWalksFromFindToANotebookAndAJobsOutputs() throws Exception {
        PlatformClient anonymous = PlatformClient.anonymous(stack.state().url());
        String link = anonymous.link(stack.state().linkSecret(), "ada", List.of("user"));
        try (BrowserWalk walk = new BrowserWalk(stack.state().url(), Path.of("target", "screenshots"))) {
            walk.signIn(link);
            walk.find("266.40 -28.94", "0.2", 6);
            walk.addToBasket(2);
            walk.launch("notebook", "session", 3);
            walk.openNotebook();
            walk.stopSession();
            walk.launch("statistics", "job", 6);
            walk.outputsOfTheJob(2);
        }
    }

    @Test
    @Order(4)
    void withoutSignInPublicProductsAreFoundAndDownloadedAndTheRestAsksToSignIn() throws IOException {
        PlatformClient anonymous = PlatformClient.anonymous(stack.state().url());
        assertThat(anonymous.get("/api/products?obs_collection=2MASS").getJsonArray("products"))
                .hasSize(3);
        String id = PlatformClient.encode("ivo://skao-sky/2MASS?2mass-galactic-center-h.fits");
        try (InputStream in = anonymous.stream("/api/files/" + id + "/2mass-galactic-center-h.fits")) {
            assertThat(in.readAllBytes()).hasSize(1_045_440);
        }
        for (String path : List.of("/api/sessions", "/api/jobs", "/api/sites", "/api/datalabs", "/api/basket")) {
            HttpResponse<String> answer = anonymous.exchange("GET", path, null, Map.of());
            assertThat(answer.statusCode()).as(path).isEqualTo(401);
            assertThat(answer.headers().firstValue("content-type").orElse(""))
                    .as(path)
                    .startsWith("application/problem+json");
        }
    }

    @Test
    @Order(5)
    void noPathTellsOfAProductBeforeItsDayOrOfThePrivateInputOfAPublicOne() throws Exception {
        RightsWalk walk = new RightsWalk(
                PlatformClient.anonymous(stack.state().url()), stack.state().linkSecret());
        walk.ingest(directory.root());
        walk.beforeTheDay();
        walk.holdings();
        walk.publish();
        walk.afterwards();
    }

    @Test
    @Order(6)
    void whateverComesThroughTheFrontDoorOrdinaryWorkPasses() throws Exception {
        PlatformClient client = client();
        assertThat(new HostileVisit(client, 20261130).everyDoor()).isEmpty();

        JsonObject product = client.send(
                "POST",
                "/api/archives/esa-sky/products",
                new JsonObject()
                        .put("name", "ordinary.fits")
                        .put("size", 1_000)
                        .put("sha256", "0f".repeat(32))
                        .put("access_url", "https://archive.test/ordinary.fits")
                        .put("s_ra", 10.5)
                        .put("s_dec", -20.5));
        String path = "/api/products/" + PlatformClient.encode(product.getString("product_id"));
        Eventually.is(
                PATIENCE, () -> client.exchange("GET", path, null, Map.of()).statusCode(), 200);
        String session = client.send(
                        "POST", "/api/sessions", new JsonObject().put("datalab", new JsonObject().put("id", "viewer")))
                .getString("id");
        Eventually.is(PATIENCE, () -> state(client, session), "READY");
        client.exchange("DELETE", "/api/sessions/" + session, null, Map.of());
        Eventually.is(PATIENCE, () -> state(client, session), "STOPPED");
        String job = client.send(
                        "POST",
                        "/api/jobs",
                        new JsonObject()
                                .put("datalab", new JsonObject().put("id", "statistics"))
                                .put("ids", List.of("ivo://skao-sky/2MASS?2mass-galactic-center-h.fits")))
                .getString("id");
        Eventually.is(PATIENCE, () -> client.get("/api/jobs/" + job).getString("state"), "SUCCEEDED");
    }

    @Test
    @Order(7)
    void aPagePlantedInASessionGetsNothingOfThePortal() throws Exception {
        PlatformClient anonymous = PlatformClient.anonymous(stack.state().url());
        PlatformClient eve = PlatformClient.signedIn(
                stack.state().url(), anonymous.link(stack.state().linkSecret(), "eve", List.of("user")));
        JsonObject ask = new JsonObject().put("datalab", new JsonObject().put("id", "notebook"));
        String session = eve.send("POST", "/api/sessions", ask).getString("id");
        Eventually.is(PATIENCE, () -> state(eve, session), "READY");
        PlantedPage page = PlantedPage.in(eve, session);
        eve.send("PUT", "/api/sessions/" + session + "/people/root", null);

        String link = anonymous.link(stack.state().linkSecret(), "root", List.of("operator"));
        long links = links();
        Map<String, String> got = page.visited(stack.state().url(), link, List.of());
        String still = got.remove("still");
        assertThat(got.values()).as(got.toString()).containsOnly("nothing");
        assertThat(still).contains("\"subject\":\"root\"");
        assertThat(links()).isEqualTo(links - 1);

        // Over TLS the sessions' hosts and the portal's share a parent domain, and so are one site to a browser.
        String host = "portal.periapsis.test";
        String sessions = "sessions.periapsis.test";
        try (TlsFront front = new TlsFront(
                directory.root(),
                host,
                sessions,
                URI.create(stack.state().url()).getPort())) {
            String portal = "https://" + host + ":" + front.port();
            stack.portal(Map.of("url", portal, "sessions.host", sessions));
            String again = anonymous.link(stack.state().linkSecret(), "root", List.of("operator"));
            long before = links();
            Map<String, String> taken = page.visited(
                    portal,
                    again,
                    List.of("--host-resolver-rules=MAP *.periapsis.test 127.0.0.1", "--ignore-certificate-errors"));
            String after = taken.remove("still");
            assertThat(taken.values()).as(taken.toString()).containsOnly("nothing");
            assertThat(after).contains("\"subject\":\"root\"");
            assertThat(links()).isEqualTo(before - 1);
        } finally {
            stack.portal(Map.of("url", "", "sessions.host", ""));
            eve.send("DELETE", "/api/sessions/" + session, null);
            Eventually.is(PATIENCE, () -> state(eve, session), "STOPPED");
        }
    }

    /** How many sign-in links wait to be used. */
    private long links() throws Exception {
        try (Connection connection = stack.parts().database().superuser();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select count(*) from portal.sign_in_link")) {
            found.next();
            return found.getLong(1);
        }
    }

    @Test
    @Order(8)
    void viewsAndSchedulerStateAreEqualAfterAReplay() throws Exception {
        PlatformClient client = client();
        Operator operator = new Operator(client, stack);
        Map<String, String> rows = operator.indexerRows();
        long announced = operator.announcements();
        assertThat(rows).isNotEmpty();
        // What is concluded has left the state: something must be running for it to hold anything.
        String idle = operator.schedulerStateHash();
        String session = client.send(
                        "POST", "/api/sessions", new JsonObject().put("datalab", new JsonObject().put("id", "viewer")))
                .getString("id");
        Eventually.is(PATIENCE, () -> state(client, session), "READY");
        String busy = operator.schedulerStateHash();
        assertThat(busy).isNotEqualTo(idle);

        operator.rebuildIndexer();
        Eventually.is(PATIENCE, operator::indexerRows, rows);
        assertThat(operator.announcements()).isEqualTo(announced);

        stack.stop("scheduler");
        stack.start("scheduler");
        Eventually.is(PATIENCE, operator::schedulerStateHash, busy);
        client.exchange("DELETE", "/api/sessions/" + session, null, Map.of());
        Eventually.is(PATIENCE, () -> state(client, session), "STOPPED");
        Eventually.is(PATIENCE, operator::schedulerStateHash, idle);

        stack.close();
        stack = LocalStack.start(directory, StackPorts.free(), (part, text) -> {});
        Operator again = new Operator(client(), stack);
        Eventually.is(PATIENCE, again::schedulerStateHash, idle);
        assertThat(again.indexerRows()).isEqualTo(rows);
        assertThat(again.announcements()).isEqualTo(announced);
    }

    @Test
    @Order(6)
    void aRestartOfTheWholeStackKeepsASession() throws Exception {
        PlatformClient before = client();
        String session = before.send(
                        "POST", "/api/sessions", new JsonObject().put("datalab", new JsonObject().put("id", "viewer")))
                .getString("id");
        Eventually.is(PATIENCE, () -> state(before, session), "READY");
        assertThat(stack.runs()).isEqualTo(1);

        stack.leave();
        stack = LocalStack.start(directory, StackPorts.free(), (part, text) -> {});

        PlatformClient after = client();
        Eventually.is(PATIENCE, () -> state(after, session), "READY");
        Eventually.is(PATIENCE, stack::runs, 1);
        assertThat(after.get("/api/sessions/" + session).getJsonObject("times").containsKey("EXITED"))
                .isFalse();
        after.exchange("DELETE", "/api/sessions/" + session, null, Map.of());
        Eventually.is(PATIENCE, () -> state(after, session), "STOPPED");
    }

    private static String state(PlatformClient client, String session) throws IOException {
        return client.get("/api/sessions/" + session).getString("state");
    }

    private PlatformClient client() throws IOException {
        String link = PlatformClient.anonymous(stack.state().url())
                .link(stack.state().linkSecret(), "astronomer", SampleLoader.roles());
        return PlatformClient.signedIn(stack.state().url(), link);
    }
}
