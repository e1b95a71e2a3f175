package org.periapsis.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.periapsis.embedded.LoopbackPort;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.stack.IssuerKeys;
import org.periapsis.local.stack.LocalStack;
import org.periapsis.local.stack.StackDirectory;
import org.periapsis.local.stack.StackPorts;

/**
 * docs/access.md says who may do what: every operation of every contract, asked by each kind of caller about things that are
 * another's. {@code -Ddocs.write=true} writes the table anew; who changes it sees in the difference what was opened.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessMatrixIT {
    private static final Path DOCUMENT = Path.of("..", "..", "docs", "access.md");
    private static final String MARK = "<!-- made by AccessMatrixIT -->\n";
    private static final String ISSUER = "https://periapsis.local";
    private static final String ARCHIVE = "esa-sky";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Vertx vertx = Vertx.vertx();
    private StackDirectory directory;
    private LocalStack stack;
    private Map<String, String> callers;
    private Tokens tokens;
    private String session;

    @BeforeAll
    void start() throws Exception {
        directory = StackDirectory.temporary("periapsis-access");
        // Runs are told where the portal is, which is known before it listens only when its port is given.
        StackPorts ports = new StackPorts(LoopbackPort.free("portal", 0), 0, 0, 0, 0);
        stack = LocalStack.start(directory, ports, (part, text) -> {});
        IssuerKeys keys = IssuerKeys.in(directory.keys());
        tokens = Tokens.issuing(vertx, ISSUER, keys.publicKey(), keys.privateKey());
        callers = new LinkedHashMap<>();
        callers.put("nobody", "");
        callers.put("another person", token(tokens, "bob", "user"));
        callers.put("another archive", token(tokens, "survey", "archive:other-sky"));
        callers.put("a site", token(tokens, "jive-agent", "site:jive"));
        callers.put("moderator", token(tokens, "mia", "user", "moderator"));
        callers.put("its archive", token(tokens, "harvester", "archive:" + ARCHIVE));
        callers.put("its person", token(tokens, "ada", "user"));
        callers.put("operator", token(tokens, "olga", "operator"));
        callers.put("a service", token(tokens, "session-manager", "service"));
    }

    @AfterAll
    void stop() throws Exception {
        stack.close();
        Directories.delete(directory.root());
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void theTableOfWhoMayDoWhatIsTrue() throws Exception {
        Map<String, Integer> ports = ports();
        AccessMatrix.Things things = things();
        callers.put("its run", token(tokens, "ada", "run:" + session));
        AccessMatrix matrix = new AccessMatrix(ports, callers, things);
        List<AccessMatrix.Operation> operations = new ArrayList<>();
        Map<String, String> contracts = new LinkedHashMap<>();
        contracts.put("portal", "portal/src/main/resources/org/periapsis/portal/openapi.yaml");
        contracts.put("indexer", "indexer/src/main/resources/org/periapsis/indexer/openapi.yaml");
        contracts.put("ingest-esac", "ingest/src/main/resources/org/periapsis/ingest/openapi.yaml");
        contracts.put("session-manager", "session-manager/src/main/resources/org/periapsis/session/openapi.yaml");
        contracts.put("scheduler", "scheduler/src/main/resources/org/periapsis/scheduler/openapi.yaml");
        contracts.put("notifier", "notifier/src/main/resources/org/periapsis/notifier/openapi.yaml");
        for (Map.Entry<String, String> contract : contracts.entrySet()) {
            operations.addAll(AccessMatrix.operations(
                    contract.getKey(), Path.of("..", "..").resolve(contract.getValue())));
        }

        String table = matrix.table(operations);

        String document = Files.readString(DOCUMENT);
        int at = document.indexOf(MARK);
        assertThat(at).as("%s has the mark %s", DOCUMENT, MARK.strip()).isPositive();
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(DOCUMENT, document.substring(0, at) + MARK + table);
        } else {
            assertThat(document.substring(at + MARK.length()))
                    .as("docs/access.md; -Ddocs.write=true writes it anew")
                    .isEqualTo(table);
        }
    }

    @Test
    void aProgramReadsWhatItsOwnerMayAndNothingElseAndNothingAfterItsSession() throws Exception {
        // Who has every power has none of them inside.
        PlatformClient owner = signedIn("vera", "user", "operator", "archive:" + ARCHIVE);
        String secret = "/api/products/" + PlatformClient.encode(product(true));
        String own = "/api/products/" + PlatformClient.encode(output(owner));
        PlatformClient bob = signedIn("bob", "user");
        assertThat(status(bob, own)).isEqualTo(404);
        assertThat(status(owner, secret)).isEqualTo(200);
        RunProgram program = RunProgram.start(owner);
        String state = "/api/sessions/" + program.session();

        Map<String, Integer> answers = program.asks(List.of(
                "GET " + own,
                "GET " + own.replace("/products/", "/files/"),
                "GET " + own + "/headers",
                "GET /api/products?obs_collection=2MASS",
                "GET " + state,
                "GET " + secret,
                "GET /api/sessions",
                "POST /api/sessions",
                "POST /api/jobs",
                "DELETE " + state,
                "PUT " + state + "/people/bob",
                "GET /sessions/" + program.session() + "/lab",
                "POST /auth/tokens",
                "GET /auth/tokens",
                "POST /auth/links",
                "POST /auth/logout",
                "POST /auth/runs/token",
                "POST /api/archives/" + ARCHIVE + "/products"));

        assertThat(answers.entrySet().stream()
                        .filter(each -> each.getValue() == 200)
                        .map(Map.Entry::getKey))
                .containsExactlyInAnyOrder(
                        "GET " + own,
                        "GET " + own.replace("/products/", "/files/"),
                        "GET " + own + "/headers",
                        "GET /api/products?obs_collection=2MASS",
                        "GET " + state);
        assertThat(answers.remove("GET " + secret)).isEqualTo(404);
        assertThat(answers.values()).containsOnly(200, 403);

        assertThat(program.asksFromOutside(own)).isEqualTo(200);
        program.stop();
        Eventually.is(Duration.ofSeconds(10), () -> program.asksFromOutside(own), 401);
        Eventually.is(PATIENCE, program::state, "STOPPED");
    }

    /** @return id of what a job made for its owner, once they find it */
    private String output(PlatformClient owner) throws Exception {
        JsonObject ask = new JsonObject()
                .put("datalab", new JsonObject().put("id", "statistics"))
                .put("ids", List.of(product(false)));
        Eventually.is(PATIENCE, () -> status(owner, "/api/datalabs/statistics"), 200);
        String job = owner.send("POST", "/api/jobs", ask).getString("id");
        String made = "/api/products?job_id=" + job;
        Eventually.is(PATIENCE, () -> !owner.get(made).getJsonArray("products").isEmpty(), true);
        return owner.get(made).getJsonArray("products").getJsonObject(0).getString("obs_publisher_did");
    }

    private AccessMatrix.Things things() throws Exception {
        PlatformClient ada = signedIn("ada", "user");
        Eventually.is(PATIENCE, () -> status(ada, "/api/datalabs/viewer"), 200);
        Eventually.is(PATIENCE, () -> status(ada, "/api/datalabs/statistics"), 200);
        JsonObject viewer = new JsonObject().put("datalab", new JsonObject().put("id", "viewer"));
        session = ada.send("POST", "/api/sessions", viewer).getString("id");
        String job = ada.send(
                        "POST",
                        "/api/jobs",
                        new JsonObject()
                                .put("datalab", new JsonObject().put("id", "statistics"))
                                .put("ids", List.of(product(false))))
                .getString("id");
        ada.send("POST", "/api/datalabs", datalab());
        Eventually.is(PATIENCE, () -> status(ada, "/api/sessions/" + session), 200);
        Eventually.is(PATIENCE, () -> status(ada, "/api/jobs/" + job), 200);
        Eventually.is(PATIENCE, () -> status(ada, "/api/datalabs/adas-own"), 200);
        String secret = product(true);
        return (operation, parameter) -> switch (parameter) {
            case "archive" -> ARCHIVE;
            case "about" -> session;
            case "code" -> "no-such-code";
            // None of the callers: who is let in may go by themselves.
            case "subject" -> "guest";
            case "name" -> "private.fits";
            case "site" -> "esac";
            case "version" -> "1.0.0";
            case "run" -> "0";
            case "id" -> {
                String path = operation.path();
                yield path.startsWith("/sessions") || path.startsWith("/runs")
                        ? session
                        : path.startsWith("/jobs")
                                ? job
                                : path.startsWith("/datalabs")
                                        ? "adas-own"
                                        : path.contains("product") || path.contains("files")
                                                ? secret
                                                : path.contains("history")
                                                        ? session
                                                        : UUID.randomUUID().toString();
            }
            default -> throw new IllegalArgumentException("no thing for " + parameter + " of " + operation);
        };
    }

    private static JsonObject datalab() {
        return new JsonObject()
                .put("id", "adas-own")
                .put("version", "1.0.0")
                .put("title", "Ada's own")
                .put("summary", "A test's")
                .put("kind", "BATCH")
                .put("command", List.of("true"));
    }

    /** @return id of a small product of the archive, once searches find it */
    private String product(boolean proprietary) throws Exception {
        PlatformClient archive = signedIn("keeper", "user", "archive:" + ARCHIVE);
        Path folder = Files.createTempDirectory("periapsis-access-product");
        try {
            Path file = folder.resolve(proprietary ? "private.fits" : "public.fits");
            String header = String.format(
                    "%-80s%-80s%-80s%-80s%-80s%-80s",
                    "SIMPLE  =                    T",
                    "BITPIX  =                    8",
                    "NAXIS   =                    2",
                    "NAXIS1  =                   40",
                    "NAXIS2  =                   72",
                    "OBJECT  = '" + (proprietary ? "secret" : "open") + "'");
            // With blanks for an image.
            byte[] bytes = String.format("%-5760s", header + "END").getBytes(StandardCharsets.US_ASCII);
            Files.write(file, bytes);
            HttpResponse<String> taken = archive.ingest(
                    ARCHIVE,
                    file,
                    new JsonObject()
                            .put("collection", "2MASS")
                            .put("not_on_sky", true)
                            .put("data_rights", proprietary ? "proprietary" : "public"));
            assertThat(taken.statusCode()).as(taken.body()).isIn(200, 201);
            String id = new JsonObject(taken.body()).getString("product_id");
            Eventually.is(PATIENCE, () -> status(archive, "/api/products/" + PlatformClient.encode(id)), 200);
            return id;
        } finally {
            Directories.delete(folder);
        }
    }

    private Map<String, Integer> ports() throws IOException {
        JsonObject services = PlatformClient.anonymous(stack.state().addresses().getString("status"))
                .get("/status")
                .getJsonObject("services");
        Map<String, Integer> ports = new TreeMap<>();
        services.forEach(entry -> ports.put(entry.getKey(), ((JsonObject) entry.getValue()).getInteger("port")));
        return ports;
    }

    private PlatformClient signedIn(String user, String... roles) throws IOException {
        String url = stack.state().url();
        return PlatformClient.signedIn(
                url, PlatformClient.anonymous(url).link(stack.state().linkSecret(), user, List.of(roles)));
    }

    private static int status(PlatformClient client, String path) throws IOException {
        return client.exchange("GET", path, null, Map.of()).statusCode();
    }

    private static String token(Tokens tokens, String subject, String... roles) {
        return tokens.issue(subject, subject, List.of(roles), List.of("personal-" + subject), Duration.ofMinutes(30));
    }
}
