package org.periapsis.portal;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import org.periapsis.embedded.Patience;
import org.periapsis.embedded.stack.EmbeddedStack;
import org.periapsis.embedded.stack.StackSettings;
import org.periapsis.kit.auth.IssuerPair;
import org.periapsis.kit.auth.SessionPass;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.config.KafkaConfig;
import org.periapsis.kit.config.PostgresConfig;
import org.periapsis.kit.config.Settings;

/** The portal as it is deployed, on real Kafka and PostgreSQL, before servers that stand in for the services behind it. */
final class TestPortal {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final Duration UPSTREAM_PATIENCE = Duration.ofSeconds(3);
    static final String LINK_SECRET = "operators-only";
    static final String ISSUER = "https://issuer.test";
    /** A session that {@link #ready} makes ready. */
    static final String SESSION = "0b9d3c1e-0d0f-4c7e-8a9e-1f2d3c4b5a69";

    final Vertx vertx = Vertx.vertx();
    final EmbeddedStack stack;
    final Upstream indexer = new Upstream(vertx);
    final Upstream sessions = new Upstream(vertx);
    final Upstream notifier = new Upstream(vertx);
    final Upstream esac = new Upstream(vertx);
    final Upstream jive = new Upstream(vertx);
    final Upstream agent = new Upstream(vertx);
    final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    /** Who may enter the session: its owner, and whom they let in. */
    final Set<String> inside = ConcurrentHashMap.newKeySet();

    private final Vertx own = Vertx.vertx();
    private final Map<String, String> settings = new TreeMap<>();
    private final Tokens tokens;
    private final String publicKey;
    private PortalApp app;

    TestPortal(Path directory) throws Exception {
        this(directory, port -> port);
    }

    /** @param way to the database, by its port: the port that the portal is told */
    TestPortal(Path directory, IntUnaryOperator way) throws Exception {
        stack = EmbeddedStack.start(vertx, StackSettings.forTest(directory, "esac"));
        IssuerPair pair = IssuerPair.make();
        publicKey = pair.publicKey();
        String privateKey = pair.privateKey();
        tokens = Tokens.issuing(vertx, ISSUER, publicKey, privateKey);
        KafkaConfig kafka = stack.kafkaConfig("portal");
        PostgresConfig postgres = stack.postgresConfig("portal");
        settings.putAll(Map.of(
                "kafka.bootstrap",
                kafka.bootstrap(),
                "kafka.user",
                kafka.user().orElseThrow().name(),
                "kafka.password",
                kafka.user().orElseThrow().password().value(),
                "registry.url",
                kafka.registry(),
                "issuer.name",
                ISSUER,
                "issuer.key",
                publicKey,
                "issuer.private",
                privateKey,
                "link.secret",
                LINK_SECRET));
        kafka.registryUser().ifPresent(user -> {
            settings.put("registry.user", user.name());
            settings.put("registry.password", user.password().value());
        });
        settings.putAll(Map.of(
                "postgres.host", postgres.host(),
                "postgres.port", Integer.toString(way.applyAsInt(postgres.port())),
                "postgres.database", postgres.database(),
                "postgres.user", postgres.user(),
                "postgres.password", postgres.password().value()));
        settings.putAll(Map.of(
                "indexer.url", indexer.url(),
                "sessions.url", sessions.url(),
                "notifier.url", notifier.url(),
                "ingest.esac", esac.url(),
                "ingest.jive", jive.url(),
                "archive.radio", "jive",
                "home", "esac",
                "upstream.patience", UPSTREAM_PATIENCE.toString()));
        start();
    }

    /** From the next start on. */
    void set(String key, String value) {
        settings.put(key, value);
    }

    void start() throws Exception {
        app = get(PortalApp.start(own, PortalConfig.of(new Settings(settings))));
        settings.put("http.port", Integer.toString(app.port()));
        Patience.until(
                "the portal is ready",
                PATIENCE,
                () -> send("GET", "/health/ready", null).statusCode() == 200);
    }

    void stop() throws Exception {
        get(app.stop());
    }

    /** Starts anew with a setting more, at the same port. */
    void restart(Map<String, String> more) throws Exception {
        stop();
        settings.putAll(more);
        start();
    }

    void reset() {
        List.of(indexer, sessions, notifier, esac, jive, agent).forEach(Upstream::reset);
    }

    int port() {
        return app.port();
    }

    String origin() {
        return "http://127.0.0.1:" + port();
    }

    /** From now on the session-manager knows {@link #SESSION} as ready, for who has the given name, and operators. */
    void ready(String owner) {
        inside.clear();
        inside.add(owner);
        sessions.answers(request -> {
            String bearer = String.valueOf(request.getHeader("Authorization")).replace("Bearer ", "");
            tokens.check(bearer).onComplete(caller -> {
                boolean in =
                        caller.succeeded() && inside.contains(caller.result().subject());
                boolean may = caller.succeeded()
                        && (in || caller.result().operator())
                        && request.uri().equals("/sessions/" + SESSION);
                request.response()
                        .setStatusCode(may ? 200 : 404)
                        .end((may
                                        ? new JsonObject()
                                                .put("state", "READY")
                                                .put("site", "esac")
                                                .put("may_enter", in)
                                                .put("endpoint", agent.url())
                                        : new JsonObject().put("detail", "There is no such session"))
                                .encode());
            });
        });
    }

    /** Checks tokens as the services behind the portal do. */
    Tokens asService() {
        return asService("");
    }

    /** The same at a place that has tokens of its own. */
    Tokens asService(String place) {
        return Tokens.checkingAt(vertx, ISSUER, publicKey, place);
    }

    String token(String subject, String... roles) {
        return tokens.issue(subject, subject, List.of(roles), List.of(), Duration.ofMinutes(30));
    }

    /** @return whether an agent lets its bearer into {@link #SESSION} */
    boolean passes(String pass) throws Exception {
        return get(tokens.checkFor(SessionPass.place(SESSION), pass).map(true).otherwise(false));
    }

    /** @return the path of a fresh sign-in link */
    String link(String user, String... roles) throws Exception {
        JsonObject body = new JsonObject().put("user", user).put("roles", List.of(roles));
        HttpResponse<String> response =
                send("POST", "/auth/links", body.encode(), "Periapsis-Link-Secret", LINK_SECRET);
        return URI.create(new JsonObject(response.body()).getString("link")).getPath();
    }

    /** Opens a fresh link. @return the cookie, as it is sent */
    String signIn(String user, String... roles) throws Exception {
        String cookie = send("GET", link(user, roles), null)
                .headers()
                .firstValue("set-cookie")
                .orElseThrow();
        return cookie.substring(0, cookie.indexOf(';'));
    }

    String freshPerson() {
        return "p-" + UUID.randomUUID();
    }

    HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        return http.send(request(method, path, body, headers), HttpResponse.BodyHandlers.ofString());
    }

    HttpRequest request(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin() + path))
                .timeout(PATIENCE)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request.build();
    }

    /** Sends bytes as they are. @return all that comes until the portal closes */
    String raw(String request) throws IOException {
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** @return a connection to the portal; reading gives up after a while */
    Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    void close() throws Exception {
        stop();
        get(own.close());
        stack.close();
        get(vertx.close());
    }

    /** @return what a count comes to when nothing moves any more */
    static long settled(LongSupplier count) {
        AtomicLong last = new AtomicLong(-1);
        AtomicLong since = new AtomicLong();
        Patience.until("a count that stays", TestPortal.PATIENCE, () -> {
            long now = count.getAsLong();
            if (now != last.getAndSet(now) || now == 0) {
                since.set(System.nanoTime());
            }
            return System.nanoTime() - since.get() > TimeUnit.SECONDS.toNanos(1);
        });
        return last.get();
    }
}
