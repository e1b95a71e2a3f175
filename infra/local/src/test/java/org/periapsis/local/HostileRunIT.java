package org.periapsis.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.periapsis.kit.rights.Level;
import org.periapsis.kit.rights.ProductRights;
import org.periapsis.kit.rights.Viewer;
import org.periapsis.local.HostileCrowd.Member;
import org.periapsis.local.HostileCrowd.Secret;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.demo.SampleLoader;
import org.periapsis.local.stack.LocalStack;
import org.periapsis.local.stack.StackDirectory;
import org.periapsis.local.stack.StackPorts;

/**
 * Three people and a nameless crowd send hostile requests to every door while services are stopped and started between. Ordinary
 * work passes all the same, views equal their replay, no right is exceeded, and nothing grows.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileRunIT {
    private static final long SEED = 20261130;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final List<String> STOPPED =
            List.of("indexer", "notifier", "scheduler", "session-manager", "ingest-esac", "portal");
    private static final String ARCHIVE = "esa-sky";
    private static final String ISSUER = "https://periapsis.local";

    private StackDirectory directory;
    private LocalStack stack;
    private PlatformClient archive;
    private PlatformClient worker;
    private PlatformClient operator;

    @BeforeAll
    void start() throws Exception {
        directory = StackDirectory.temporary("periapsis-hostile");
        stack = LocalStack.start(directory, StackPorts.free(), (part, text) -> {});
        archive = signedIn("keeper", "user", "archive:" + ARCHIVE);
        worker = signedIn("worker", "user");
        operator = signedIn("operator", "operator");
        new SampleLoader(stack.state(), (part, text) -> {}).load();
    }

    @AfterAll
    void stop() throws IOException {
        stack.close();
        Directories.delete(directory.root());
    }

    @Test
    void aMinuteOfHostilityChangesNothing() throws Exception {
        run(Duration.ofSeconds(45), SEED);
    }

    @Test
    @Tag("full")
    void fiveMinutesOfHostilityChangeNothing() throws Exception {
        run(Duration.ofMinutes(5), SEED + 1);
    }

    private void run(Duration length, long seed) throws Exception {
        List<Secret> secrets = secrets(seed);
        HostileCrowd crowd = new HostileCrowd(URI.create(stack.state().url()), secrets);
        List<Member> members = members();
        List<String> products = new ArrayList<>();
        List<String> jobs = new ArrayList<>();
        long end = System.nanoTime() + length.toNanos();
        ExecutorService threads = Executors.newFixedThreadPool(members.size());
        ResourceUse before;
        try {
            List<Future<?>> roaming = new ArrayList<>();
            for (int i = 0; i < members.size(); i++) {
                Member member = members.get(i);
                long own = seed * 31 + i;
                roaming.add(threads.submit(() -> crowd.roam(member, own, () -> System.nanoTime() < end)));
            }
            Random random = new Random(seed);
            work(seed, products, jobs);
            before = ResourceUse.now();
            while (System.nanoTime() < end) {
                String service = STOPPED.get(random.nextInt(STOPPED.size()));
                stack.stop(service);
                TimeUnit.MILLISECONDS.sleep(random.nextInt(1_500));
                stack.start(service);
                work(seed, products, jobs);
            }
            for (Future<?> each : roaming) {
                each.get(2, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(crowd.sent()).isGreaterThan(200);
        assertThat(crowd.wrong()).isEmpty();
        String search = "/api/products?limit=1000&obs_collection=ordinary-" + seed;
        Eventually.is(PATIENCE, () -> Set.copyOf(ids(worker.get(search))), Set.copyOf(products));
        assertThat(ids(worker.get(search))).hasSameSizeAs(products);
        for (String job : jobs) {
            Eventually.is(PATIENCE, () -> worker.get("/api/jobs/" + job).getString("state"), "SUCCEEDED");
        }
        viewsEqualTheirReplay();
        ResourceUse after = ResourceUse.now();
        assertThat(after.threads()).as("%s, then %s", before, after).isLessThan(before.threads() + 40);
        assertThat(after.descriptors()).as("%s, then %s", before, after).isLessThan(before.descriptors() + 150);
        assertThat(after.heapMib()).as("%s, then %s", before, after).isLessThan(before.heapMib() * 3 / 2 + 64);
    }

    private void viewsEqualTheirReplay() throws Exception {
        Operator behind = new Operator(operator, stack);
        Map<String, String> rows = settled(behind);
        behind.rebuildIndexer();
        Eventually.is(PATIENCE, behind::indexerRows, rows);
        String decided = behind.schedulerStateHash();
        stack.stop("scheduler");
        stack.start("scheduler");
        Eventually.is(PATIENCE, behind::schedulerStateHash, decided);
    }

    /** Outputs of the last job come after it is told that it has succeeded. */
    private static Map<String, String> settled(Operator behind) throws Exception {
        Map<String, String> rows = behind.indexerRows();
        for (int same = 0; same < 5; ) {
            TimeUnit.SECONDS.sleep(1);
            Map<String, String> now = behind.indexerRows();
            same = now.equals(rows) ? same + 1 : 0;
            rows = now;
        }
        return rows;
    }

    /** What an archive and a scientist do meanwhile; what is not taken now they send again. */
    private void work(long seed, List<String> products, List<String> jobs) throws Exception {
        JsonObject product = new JsonObject()
                .put("name", "ordinary-" + products.size() + ".fits")
                .put("collection", "ordinary-" + seed)
                .put("size", 1_000 + products.size())
                .put("sha256", String.format("%064x", seed * 1_000 + products.size()))
                .put("access_url", "https://archive.test/ordinary-" + products.size())
                .put("data_rights", "public")
                .put("s_ra", 10.5)
                .put("s_dec", -20.5);
        products.add(taken(archive, "/api/archives/" + ARCHIVE + "/products", product)
                .getString("product_id"));
        if (products.size() % 2 == 1) {
            JsonObject job = new JsonObject()
                    .put("datalab", new JsonObject().put("id", "statistics"))
                    .put("ids", List.of("ivo://skao-sky/2MASS?2mass-galactic-center-h.fits"));
            jobs.add(taken(worker, "/api/jobs", job).getString("id"));
        }
    }

    private static JsonObject taken(PlatformClient client, String path, JsonObject body) throws Exception {
        Predicate<HttpResponse<String>> away = answer -> answer.statusCode() >= 502;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                HttpResponse<String> answer = client.exchange("POST", path, body, Map.of());
                if (!away.test(answer)) {
                    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 202);
                    return new JsonObject(answer.body());
                }
            } catch (IOException cut) {
                assertThat(System.nanoTime()).as(cut.toString()).isLessThan(end);
            }
            assertThat(System.nanoTime()).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(300);
        }
    }

    private static List<String> ids(JsonObject found) {
        JsonArray products = found.getJsonArray("products");
        return products.stream()
                .map(each -> ((JsonObject) each).getString("obs_publisher_did"))
                .toList();
    }

    private List<Secret> secrets(long seed) throws Exception {
        List<Secret> secrets = new ArrayList<>();
        for (Level level : List.of(Level.PROPRIETARY, Level.SECURE, Level.PUBLIC)) {
            for (Optional<String> release : List.of(Optional.<String>empty(), Optional.of("2099-01-01"))) {
                String mark = "mark" + seed + "x" + secrets.size() + "x";
                JsonObject product = new JsonObject()
                        .put("name", "secret-" + seed + "-" + secrets.size() + ".fits")
                        .put("collection", "secrets")
                        .put("size", 2_000)
                        .put("sha256", String.format("%064x", seed * 77 + secrets.size()))
                        .put("access_url", "https://archive.test/secret")
                        .put("target_name", mark)
                        .put("data_rights", level.text())
                        .put("s_ra", 10.5)
                        .put("s_dec", -20.5);
                release.ifPresent(date -> product.put("obs_release_date", date));
                String id = taken(archive, "/api/archives/" + ARCHIVE + "/products", product)
                        .getString("product_id");
                Optional<Instant> from = release.map(date -> Instant.parse(date + "T00:00:00Z"));
                secrets.add(new Secret(
                        id, mark, new ProductRights(level, from, ARCHIVE, Optional.empty(), Optional.empty(), false)));
            }
        }
        return secrets;
    }

    private List<Member> members() throws IOException {
        List<Member> members = new ArrayList<>();
        for (String name : List.of("eve", "mallory", "trudy")) {
            String token = signedIn(name, "user")
                    .send("POST", "/auth/tokens", new JsonObject())
                    .getString("token");
            members.add(new Member(name, token, Viewer.of(ISSUER, name, Set.of("user"), Set.of("personal-" + name))));
        }
        members.add(new Member("nobody", "", Viewer.nobody()));
        members.add(new Member("nobody else", "", Viewer.nobody()));
        return members;
    }

    private PlatformClient signedIn(String user, String... roles) throws IOException {
        String url = stack.state().url();
        return PlatformClient.signedIn(
                url, PlatformClient.anonymous(url).link(stack.state().linkSecret(), user, List.of(roles)));
    }
}
