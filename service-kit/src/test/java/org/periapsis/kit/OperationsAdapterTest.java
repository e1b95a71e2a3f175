package org.periapsis.kit;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.AvroRuntimeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.periapsis.kit.auth.IssuerPair;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.http.AuditedRoutes;
import org.periapsis.kit.http.AwaitedParts;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.kafka.KafkaEventPublisher.PublishFailed;
import org.periapsis.kit.observe.Audit;
import org.periapsis.kit.observe.Observer;
import org.periapsis.kit.observe.PartsWatch;
import org.periapsis.kit.observe.Probe;
import org.slf4j.LoggerFactory;

/** What an operator sees of a service from outside. What waits for ever fails. */
@Timeout(60)
class OperationsAdapterTest {
    private static final String ISSUER = "https://issuer.test";
    private final Vertx vertx = Vertx.vertx();
    private final Observer observer = new Observer("test", "");
    private final HttpClient client = HttpClient.newHttpClient();
    private final ListAppender<ILoggingEvent> audited = new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent line) {
            // A slow disk: what is written after an answer would not be there when the answer is.
            try {
                TimeUnit.MILLISECONDS.sleep(200);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            super.append(line);
        }
    };
    private Tokens tokens;
    private HttpConfig config;
    private int port;

    @BeforeEach
    void start() throws Exception {
        IssuerPair pair = IssuerPair.make();
        String publicKey = pair.publicKey();
        tokens = Tokens.issuing(vertx, ISSUER, publicKey, pair.privateKey());
        config = new HttpConfig("127.0.0.1", 0, ISSUER, publicKey);
        Router router = ServiceRoutes.base(vertx, Tokens.checking(vertx, ISSUER, publicKey), observer, failure -> null);
        router.route()
                .handler(new AuditedRoutes("test", Clock.systemUTC())
                        .on("POST", "/things/:id/share", Audit.Act.BASKET_SHARED)
                        .on("GET", "/auth/link/:code", Audit.Act.SIGN_IN)::watch);
        router.get("/things/:id").handler(context -> context.json(new JsonObject()));
        router.post("/things/:id/share").handler(context -> {
            AuditedRoutes.add(context, "team", "t1");
            context.response().setStatusCode(204).end();
        });
        router.post("/rebuild").handler(context -> context.response().end());
        router.get("/auth/link/:code").handler(context -> {
            AuditedRoutes.acts(context, "ada");
            // As one that has asked a database first: it goes out at once, not when the request has been read.
            vertx.setTimer(1, timer -> context.response().setStatusCode(303).end());
        });
        router.get("/file").handler(context -> {
            context.response()
                    .putHeader("Content-Length", "1000000")
                    .putHeader("Content-Range", "bytes 0-999999/1000000")
                    .putHeader("ETag", "\"x\"");
            context.fail(new ConnectException("Connection refused"));
        });
        failing(router, "/refused", new ConnectException("Connection refused"));
        failing(router, "/broken-off", new RuntimeException(new IOException("Connection reset by peer")));
        failing(router, "/late", new TimeoutException("no answer"));
        failing(router, "/shutting-down", new SQLException("terminating connection", "57P01"));
        failing(router, "/dropped", new SQLException("relation does not exist", "42P01"));
        failing(router, "/locked-out", new PgException("role is not permitted to log in", "FATAL", "28000", null));
        failing(router, "/revoked", new PgException("permission denied for schema", "ERROR", "42501", null));
        failing(router, "/standby", new PgException("cannot execute UPDATE", "ERROR", "25006", null));
        failing(router, "/log", new PublishFailed("Kafka did not take the event", null));
        failing(router, "/large", new PublishFailed("not taken", new RecordTooLargeException("2 MB")));
        failing(router, "/unwritable", new PublishFailed("not taken", new AvroRuntimeException("no such field")));
        failing(router, "/fault", new IllegalStateException("of our own"));
        failing(router, "/data", new SQLException("invalid input", "22P02"));
        ServiceRoutes.nothingElse(router);
        port = ServiceRoutes.listen(vertx, router, config)
                .await(10, TimeUnit.SECONDS)
                .actualPort();
        audited.start();
        logger().setLevel(ch.qos.logback.classic.Level.INFO);
        logger().addAppender(audited);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(Audit.LOGGER);
    }

    private static void failing(Router router, String path, Throwable failure) {
        router.get(path).handler(context -> context.fail(failure));
    }

    @AfterEach
    void stop() throws Exception {
        logger().detachAppender(audited);
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void anOutageIsAnsweredWith503AndWhenToComeAgain() throws Exception {
        for (String path : List.of(
                "/refused",
                "/broken-off",
                "/late",
                "/shutting-down",
                "/dropped",
                "/locked-out",
                "/revoked",
                "/standby",
                "/log")) {
            HttpResponse<String> answer = send("GET", path, null);
            assertThat(answer.statusCode()).as(path).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).as(path).isPresent();
        }
        assertThat(send("GET", "/fault", null).statusCode()).isEqualTo(500);
        assertThat(send("GET", "/unwritable", null).statusCode()).isEqualTo(500);
        HttpResponse<String> large = send("GET", "/large", null);
        assertThat(large.statusCode()).as("no waiting mends it").isEqualTo(413);
        assertThat(large.body()).contains("more than one event can hold", "Send less");
        assertThat(send("GET", "/data", null).statusCode()).isEqualTo(500);
    }

    @Test
    void aProblemIsNotSentUnderTheLengthOfTheFileInWhosePlaceItComes() throws Exception {
        HttpResponse<String> answer = send("GET", "/file", null);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(new JsonObject(answer.body()).getInteger("status")).isEqualTo(503);
        assertThat(answer.headers().map()).doesNotContainKeys("content-range", "etag");
    }

    @Test
    void requestsAreCountedByTheTemplateOfTheirRouteAndNeverByTheirPath() throws Exception {
        send("GET", "/things/secret-id-1", null);
        send("GET", "/things/secret-id-2", null);
        send("GET", "/nowhere/secret-id-3", null);
        send("BREW", "/things/secret-id-4", null);
        String scraped = send("GET", "/metrics", null).body();
        assertThat(scraped)
                .containsPattern("periapsis_http_requests_seconds_count\\{code=\"200\",method=\"GET\","
                        + "route=\"/things/:id\",service=\"test\",site=\"\"\\} 2")
                .containsPattern("requests_seconds_count\\{code=\"404\",method=\"GET\",route=\"none\"")
                .contains("method=\"other\"")
                .contains("jvm_memory_used_bytes", "jvm_threads_live_threads", "process_files_open_files")
                .contains("periapsis_jvm_gc_seconds_total", "process_uptime_seconds")
                .doesNotContain("secret-id");
    }

    @Test
    void whatPeopleDoIsWrittenDownOnceBeforeItIsAnsweredWithWhoAndWhenceAndNoSecret() throws Exception {
        String ada = tokens.issue("ada", "Ada", List.of("user"), List.of(), Duration.ofMinutes(1));
        String root = tokens.issue("root", "Root", List.of("operator"), List.of(), Duration.ofMinutes(1));
        send("POST", "/things/7/share", ada);
        send("POST", "/rebuild", root);
        send("POST", "/rebuild", ada);
        send("GET", "/things/7", root);
        send("GET", "/auth/link/one-time-secret", null);
        List<JsonObject> lines = audited.list.stream()
                .map(event -> new JsonObject(event.getFormattedMessage()))
                .toList();
        assertThat(lines)
                .extracting(line -> line.getString("act"))
                .containsExactly("BASKET_SHARED", "OPERATOR", "SIGN_IN");
        assertThat(lines.get(0).getMap())
                .containsEntry("who", "ada")
                .containsEntry("issuer", ISSUER)
                .containsEntry("from", "127.0.0.1")
                .containsEntry("status", 204)
                .containsEntry("team", "t1")
                .containsEntry("path", "/things/7/share")
                .containsKeys("at", "trace", "service");
        assertThat(lines.get(0).getString("trace")).startsWith("00-");
        assertThat(lines.get(1).getString("who")).isEqualTo("root");
        assertThat(lines.get(2).getString("who")).isEqualTo("ada");
        assertThat(audited.list.toString()).doesNotContain("one-time-secret", ada, root);
    }

    @Test
    void aStartThatWaitsAnswersItsHealthWhereItWillListen() throws Exception {
        Promise<Void> there = Promise.promise();
        PartsWatch parts = new PartsWatch(
                vertx,
                observer,
                "test",
                List.of(new Probe(
                        "postgres",
                        () -> there.future().isComplete()
                                ? there.future()
                                : Future.failedFuture("connection refused"))));
        port = io.vertx.core.net.SocketAddress.inetSocketAddress(free(), "127.0.0.1")
                .port();
        Future<Void> started = AwaitedParts.all(
                vertx, observer, new HttpConfig("127.0.0.1", port, ISSUER, config.issuerKey()), "test", parts);
        HttpResponse<String> ready = null;
        while (ready == null) {
            try {
                ready = send("GET", "/health/ready", null);
            } catch (ConnectException e) {
                Thread.sleep(50);
            }
        }
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(new JsonObject(ready.body())
                        .getJsonObject("checks")
                        .getJsonObject("postgres")
                        .getString("detail"))
                .isEqualTo("connection refused");
        assertThat(send("GET", "/health/live", null).statusCode()).isEqualTo(200);
        assertThat(send("GET", "/things/1", null).statusCode()).isEqualTo(503);
        // The part is there, and the service goes on in a moment: it does not serve yet.
        observer.check("postgres", true, "answers");
        assertThat(send("GET", "/health/ready", null).statusCode()).isEqualTo(503);
        assertThat(started.isComplete()).isFalse();
        there.complete();
        started.await(10, TimeUnit.SECONDS);
        parts.stop().await(10, TimeUnit.SECONDS);
        ServiceRoutes.listen(vertx, Router.router(vertx), new HttpConfig("127.0.0.1", port, ISSUER, config.issuerKey()))
                .await(10, TimeUnit.SECONDS);
    }

    private static int free() throws IOException {
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private HttpResponse<String> send(String method, String path, String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
