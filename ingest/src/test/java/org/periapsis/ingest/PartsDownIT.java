package org.periapsis.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.periapsis.embedded.Cable;
import org.periapsis.embedded.Patience;
import org.periapsis.ingest.adapter.fits.Samples;
import org.periapsis.ingest.adapter.s3.S3Config;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.config.KafkaConfig;
import org.periapsis.kit.config.PostgresConfig;
import org.periapsis.kit.config.Secret;

/** Each part that ingest needs is taken away and given back, while another instance of the site goes on. */
@ExtendWith(OneSite.class)
class PartsDownIT {
    private final TestSite site;
    private Cable postgres;
    private Cable objects;
    private Cable registry;
    private IngestApp app;

    PartsDownIT(TestSite site) {
        this.site = site;
    }

    @BeforeEach
    void open() throws Exception {
        IngestConfig config = site.config();
        postgres = Cable.to(config.postgres().port());
        objects = Cable.to(config.s3().endpoint().getPort());
        registry = Cable.to(URI.create(config.kafka().registry()).getPort());
    }

    @AfterEach
    void close() throws Exception {
        if (app != null) {
            TestSite.get(app.stop());
        }
        postgres.close();
        objects.close();
        registry.close();
    }

    @Test
    void whatNeedsAPartThatIsAwayIsAnswered503AndTheRestGoesOn() throws Exception {
        app = TestSite.get(IngestApp.start(site.vertx, config("right", 0)));
        awaitReady();
        String path = product("down");
        assertThat(get(path).statusCode()).isEqualTo(200);

        postgres.pull();
        awaitDown("postgres");
        unavailable(get(path));
        unavailable(upload("down", "while-away.fits"));
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        postgres.plug();
        awaitReady();
        assertThat(get(path).statusCode()).isEqualTo(200);

        objects.pull();
        awaitDown("s3");
        // With a body of its own length, or the client would wait for the file's.
        unavailable(get(path));
        unavailable(upload("down", "while-away.fits"));
        assertThat(get("/archives/down/refusals").statusCode()).isEqualTo(200);
        objects.plug();
        awaitReady();
        assertThat(get(path).statusCode()).isEqualTo(200);

        registry.pull();
        awaitDown("registry");
        assertThat(get(path).statusCode()).isEqualTo(200);
        registry.plug();
        awaitReady();
    }

    @Test
    void aStartWaitsForEveryPartAndSaysForWhich() throws Exception {
        postgres.pull();
        int port = free();
        var started = IngestApp.start(site.vertx, config("wrong", port)).onSuccess(late -> app = late);
        awaitDown(port, "postgres");
        awaitDown(port, "s3");
        assertThat(started.isComplete()).isFalse();
        postgres.plug();
        awaitDown(port, "s3");
        Patience.until("only the store is missing", TestSite.PATIENCE, () -> check(port, "postgres"));
        assertThat(started.isComplete()).as("its secret is wrong").isFalse();
    }

    @Test
    void aSchemaThatWasDroppedComesAgainWithoutARestart() throws Exception {
        app = TestSite.get(IngestApp.start(site.vertx, config("right", 0)));
        awaitReady();
        String path = product("dropped");
        String role = site.config().postgres().schema();
        try (Connection superuser = site.stack.database().superuser();
                Statement statement = superuser.createStatement()) {
            statement.execute("drop schema " + role + " cascade");
            statement.execute("create schema " + role + " authorization " + role);
        }
        Patience.until("the view is there again", TestSite.PATIENCE, () -> {
            int status = status(path);
            assertThat(status)
                    .as("what half a view does not have is not nowhere")
                    .isIn(200, 503);
            return status == 200;
        });
        awaitReady();
    }

    private String product(String archive) throws Exception {
        HttpResponse<String> taken = upload(archive, archive + ".fits");
        assertThat(taken.statusCode()).as(taken.body()).isIn(200, 201);
        String path = "/files/" + TestSite.encoded(new JsonObject(taken.body()).getString("product_id"));
        Patience.until("it can be read", TestSite.PATIENCE, () -> status(path) == 200);
        return path;
    }

    private IngestConfig config(String secret, int port) {
        IngestConfig real = site.config();
        PostgresConfig database = real.postgres();
        S3Config s3 = real.s3();
        KafkaConfig kafka = real.kafka();
        return new IngestConfig(
                real.site(),
                new HttpConfig("127.0.0.1", port, TestSite.ISSUER, site.publicKey),
                new KafkaConfig(
                        kafka.bootstrap(),
                        kafka.user(),
                        false,
                        "",
                        "http://127.0.0.1:" + registry.port(),
                        kafka.registryUser()),
                new PostgresConfig(
                        database.host(),
                        postgres.port(),
                        database.database(),
                        database.user(),
                        database.password(),
                        database.schema(),
                        database.pool()),
                new S3Config(
                        URI.create("http://127.0.0.1:" + objects.port()),
                        s3.region(),
                        s3.accessKey(),
                        secret.equals("right") ? s3.secretKey() : new Secret("not the one"),
                        s3.products(),
                        s3.outputs(),
                        s3.manifests()),
                real.limits(),
                "",
                real.referenceBuckets(),
                real.authorities(),
                real.index());
    }

    private void awaitReady() {
        Patience.until("ingest is ready", TestSite.PATIENCE, () -> status("/health/ready") == 200);
    }

    private void awaitDown(String part) {
        awaitDown(app.port(), part);
    }

    private void awaitDown(int port, String part) {
        Patience.until(part + " is told to be down", TestSite.PATIENCE, () -> !check(port, part));
    }

    /** True when the part is up, or nothing answers. */
    private boolean check(int port, String part) {
        try {
            HttpResponse<String> answer = site.getAt(port, "/health/ready");
            JsonObject told = new JsonObject(answer.body());
            boolean up = told.getJsonObject("checks").getJsonObject(part).getBoolean("up");
            assertThat(up || answer.statusCode() == 503).isTrue();
            return up;
        } catch (ConnectException notYet) {
            return true;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void unavailable(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(new JsonObject(answer.body()).getInteger("status")).isEqualTo(503);
    }

    private int status(String path) {
        try {
            return get(path).statusCode();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return site.getAt(app.port(), path);
    }

    private HttpResponse<String> upload(String archive, String name) throws Exception {
        return site.uploadAt(app.port(), archive, name, Samples.bytes("ned-crab.fits"));
    }

    private static int free() throws Exception {
        return org.periapsis.embedded.LoopbackPort.free("ingest", 0);
    }
}
