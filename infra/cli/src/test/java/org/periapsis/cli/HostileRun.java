package org.periapsis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
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
import org.periapsis.cli.HostileCrowd.Member;
import org.periapsis.cli.HostileCrowd.Secret;
import org.periapsis.embedded.postgres.EmbeddedDatabase;
import org.periapsis.kit.rights.Level;
import org.periapsis.kit.rights.ProductRights;
import org.periapsis.kit.rights.Viewer;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.demo.Polling;

/**
 * Three people and a nameless crowd send hostile requests to every door while services end and come back. Ordinary work passes
 * all the same, views equal their replay, no right is exceeded, and nothing grows.
 */
final class HostileRun {
    /** The platform that is attacked. */
    interface Platform {
        String url();

        /** An archive whose keeper sends products. */
        String archive();

        /** The name of who issues tokens. */
        String issuer();

        PlatformClient signedIn(String user, List<String> roles) throws Exception;

        /** Ends one service and starts it again. */
        void disturb(Random random) throws Exception;

        /** What each process holds, by its name. */
        Map<String, ResourceUse> use() throws Exception;

        EmbeddedDatabase database();

        /** A hash over all that the leading scheduler knows. */
        String decided(PlatformClient operator) throws Exception;

        /** Has the log of all decisions read again by a scheduler. */
        void anotherScheduler() throws Exception;
    }

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String INPUT = "ivo://skao-sky/2MASS?2mass-galactic-center-h.fits";

    private final Platform platform;
    private final long seed;
    private final String keeper;
    private final PlatformClient archive;
    private final PlatformClient worker;
    private final PlatformClient operator;
    private final List<String> products = new ArrayList<>();
    private final List<String> jobs = new ArrayList<>();

    HostileRun(Platform platform, long seed) throws Exception {
        this.platform = platform;
        this.seed = seed;
        this.keeper = "/api/archives/" + platform.archive() + "/products";
        this.archive = platform.signedIn("keeper", List.of("user", "archive:" + platform.archive()));
        this.worker = platform.signedIn("worker", List.of("user"));
        this.operator = platform.signedIn("operator", List.of("operator"));
    }

    void last(Duration length) throws Exception {
        HostileCrowd crowd = new HostileCrowd(URI.create(platform.url()), secrets());
        List<Member> members = members();
        Map<String, ResourceUse> before;
        int disturbed = 0;
        long end = System.nanoTime() + length.toNanos();
        ExecutorService threads = Executors.newFixedThreadPool(members.size());
        try {
            List<Future<?>> roaming = new ArrayList<>();
            for (int i = 0; i < members.size(); i++) {
                Member member = members.get(i);
                long own = seed * 31 + i;
                roaming.add(threads.submit(() -> crowd.roam(member, own, () -> System.nanoTime() < end)));
            }
            Random random = new Random(seed);
            work();
            before = platform.use();
            while (System.nanoTime() < end) {
                platform.disturb(random);
                disturbed++;
                work();
            }
            for (Future<?> each : roaming) {
                each.get(2, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(crowd.sent()).isGreaterThan(200);
        assertThat(crowd.wrong())
                .as("of %d requests, %d disturbances", crowd.sent(), disturbed)
                .isEmpty();
        ordinaryWorkHasPassed();
        Map<String, ResourceUse> after = platform.use();
        assertThat(after.keySet()).isEqualTo(before.keySet());
        after.forEach((name, use) -> assertThat(use.isLike(before.get(name)))
                .as("%s: %s, then %s", name, before.get(name), use)
                .isTrue());
        String decided = platform.decided(operator);
        platform.anotherScheduler();
        Polling.until(PATIENCE, "the same decisions", () -> {
            try {
                return decided.equals(platform.decided(operator)) ? Boolean.TRUE : null;
            } catch (IOException notYet) {
                return null;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        new ViewReplay(platform.database()).everyViewEqualsItsReplay();
        System.out.printf(
                "hostile run: seed %d, %d s, %d requests, %d products, %d jobs, %d services ended between%n",
                seed, length.toSeconds(), crowd.sent(), products.size(), jobs.size(), disturbed);
    }

    private void ordinaryWorkHasPassed() throws IOException {
        String search = "/api/products?limit=1000&obs_collection=ordinary-" + seed;
        Polling.until(PATIENCE, "all ordinary products", () -> {
            return ids(worker.get(search)).size() >= products.size() ? Boolean.TRUE : null;
        });
        assertThat(ids(worker.get(search))).containsExactlyInAnyOrderElementsOf(products);
        for (String job : jobs) {
            PatientArchive.again(
                    worker,
                    "GET",
                    "/api/jobs/" + job,
                    null,
                    answer -> answer.statusCode() == 200
                            && new JsonObject(answer.body()).getString("state").equals("SUCCEEDED"));
        }
    }

    /** What an archive and a scientist do meanwhile; what is not taken now they send again. */
    private void work() throws IOException {
        JsonObject product = product("ordinary-" + products.size() + ".fits", seed * 1_000 + products.size())
                .put("collection", "ordinary-" + seed)
                .put("data_rights", "public");
        products.add(taken(archive, keeper, product).getString("product_id"));
        if (products.size() % 2 == 1) {
            JsonObject job = new JsonObject()
                    .put("datalab", new JsonObject().put("id", "statistics"))
                    .put("ids", List.of(INPUT));
            jobs.add(taken(worker, "/api/jobs", job).getString("id"));
        }
    }

    private static JsonObject product(String name, long number) {
        return new JsonObject()
                .put("name", name)
                .put("size", 2_000)
                .put("sha256", String.format("%064x", number))
                .put("access_url", "https://archive.test/" + name)
                .put("s_ra", 10.5)
                .put("s_dec", -20.5);
    }

    private static JsonObject taken(PlatformClient client, String path, JsonObject body) throws IOException {
        return new JsonObject(PatientArchive.again(client, "POST", path, body, answer -> answer.statusCode() < 300)
                .body());
    }

    private static List<String> ids(JsonObject found) {
        JsonArray products = found.getJsonArray("products");
        return products.stream()
                .map(each -> ((JsonObject) each).getString("obs_publisher_did"))
                .toList();
    }

    private List<Secret> secrets() throws IOException {
        List<Secret> secrets = new ArrayList<>();
        for (Level level : List.of(Level.PROPRIETARY, Level.SECURE, Level.PUBLIC)) {
            for (Optional<String> release : List.of(Optional.<String>empty(), Optional.of("2099-01-01"))) {
                String mark = "mark" + seed + "x" + secrets.size() + "x";
                JsonObject product = product(
                                "secret-" + seed + "-" + secrets.size() + ".fits", seed * 77 + secrets.size())
                        .put("collection", "secrets")
                        .put("target_name", mark)
                        .put("data_rights", level.text());
                release.ifPresent(date -> product.put("obs_release_date", date));
                String id = taken(archive, keeper, product).getString("product_id");
                Optional<Instant> from = release.map(date -> Instant.parse(date + "T00:00:00Z"));
                secrets.add(new Secret(
                        id,
                        mark,
                        new ProductRights(level, from, platform.archive(), Optional.empty(), Optional.empty(), false)));
            }
        }
        return secrets;
    }

    private List<Member> members() throws Exception {
        List<Member> members = new ArrayList<>();
        for (String name : List.of("eve", "mallory", "trudy")) {
            String token = platform.signedIn(name, List.of("user"))
                    .send("POST", "/auth/tokens", new JsonObject())
                    .getString("token");
            members.add(new Member(
                    name, token, Viewer.of(platform.issuer(), name, Set.of("user"), Set.of("personal-" + name))));
        }
        members.add(new Member("nobody", "", Viewer.nobody()));
        members.add(new Member("nobody else", "", Viewer.nobody()));
        return members;
    }
}
