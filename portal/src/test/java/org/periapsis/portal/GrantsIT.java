package org.periapsis.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.periapsis.embedded.Patience;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.postgres.ViewStore;

/** What can act for a person is seen by them, can be revoked, and ends with all that stands on it. */
class GrantsIT {
    private static final String EVENTS = "/api/events";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path directory;

    private static TestPortal portal;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        portal = new TestPortal(directory);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        portal.reset();
    }

    @AfterAll
    static void stop() throws Exception {
        portal.close();
    }

    @Test
    void signingOutEndsTheSignInItsTokensAndWhatIsStreamedOnThem() throws Exception {
        String cookie = portal.signIn(portal.freshPerson(), "user");
        String token = token(Map.of("Cookie", cookie, "Origin", portal.origin()), new JsonObject())
                .getString("token");
        streamForEver();
        Socket byCookie = stream("Cookie: " + cookie);
        Socket byToken = stream("Authorization: Bearer " + token);

        assertThat(post("/auth/logout", "", "Cookie", cookie, "Origin", portal.origin())
                        .statusCode())
                .isEqualTo(204);

        assertThat(end(byCookie)).isTrue();
        assertThat(end(byToken)).isTrue();
        PortalIT.assertProblem(get("/api/sessions", "Cookie", cookie), 401);
        PortalIT.assertProblem(get("/api/sessions", "Authorization", "Bearer " + token), 401);
    }

    @Test
    void aWebSocketEndsWithTheTokenItWasOpenedBy() throws Exception {
        String owner = portal.freshPerson();
        portal.ready(owner);
        CompletableFuture<Void> seen = new CompletableFuture<>();
        portal.agent.answers(request -> request.toWebSocket().onSuccess(kernel -> seen.complete(null)));
        JsonObject given = tokenOf(owner, new JsonObject());
        CompletableFuture<Void> closed = new CompletableFuture<>();
        WebSocketClient client = portal.vertx.createWebSocketClient();
        open.add(() -> TestPortal.get(client.close()));
        WebSocket socket = TestPortal.get(client.connect(new WebSocketConnectOptions()
                .setPort(portal.port())
                .setHost("127.0.0.1")
                .setURI("/sessions/" + TestPortal.SESSION + "/api/kernels/1/channels")
                .putHeader("Authorization", "Bearer " + given.getString("token"))));
        socket.closeHandler(gone -> closed.complete(null));
        seen.get(60, TimeUnit.SECONDS);

        revoke(given, given.getString("id"), 204);

        closed.get(60, TimeUnit.SECONDS);
    }

    @Test
    void whatEndsByItsTimeOrAtAnotherPortalEndsItsStreamsToo() throws Exception {
        JsonObject shortly = tokenOf(portal.freshPerson(), new JsonObject().put("life_s", 2));
        streamForEver();
        assertThat(end(stream("Authorization: Bearer " + shortly.getString("token"))))
                .isTrue();
        PortalIT.assertProblem(get("/api/sessions", "Authorization", "Bearer " + shortly.getString("token")), 401);
    }

    @Test
    void aPersonSeesWhatActsForThemWithItsLastUseAndRevokesIt() throws Exception {
        String person = portal.freshPerson();
        JsonObject first = tokenOf(person, new JsonObject().put("label", "harvester on host 7"));
        JsonObject second = tokenOf(person, new JsonObject());
        assertThat(Instant.parse(second.getString("expires_at")))
                .as("short-lived unless asked otherwise")
                .isBeforeOrEqualTo(Instant.now().plus(Duration.ofHours(1)));
        String bearer = "Bearer " + second.getString("token");
        assertThat(get("/auth/me", "Authorization", "Bearer " + first.getString("token"))
                        .statusCode())
                .isEqualTo(200);

        List<JsonObject> listed = listed(bearer);

        assertThat(listed)
                .extracting(each -> each.getString("kind"))
                .containsExactlyInAnyOrder("program", "program", "browser", "browser");
        JsonObject mine = listed.stream()
                .filter(each -> each.getString("id").equals(first.getString("id")))
                .findFirst()
                .orElseThrow();
        assertThat(mine.getString("label")).isEqualTo("harvester on host 7");
        assertThat(Instant.parse(mine.getString("last_used_at"))).isBeforeOrEqualTo(Instant.now());
        assertThat(Instant.parse(mine.getString("expires_at"))).isEqualTo(Instant.parse(first.getString("expires_at")));
        assertThat(listed.stream().filter(each -> each.getBoolean("this")))
                .singleElement()
                .extracting(each -> each.getString("id"))
                .isEqualTo(second.getString("id"));

        revoke(tokenOf(portal.freshPerson(), new JsonObject()), first.getString("id"), 404);
        assertThat(get("/auth/tokens", "Authorization", "Bearer " + first.getString("token"))
                        .statusCode())
                .isEqualTo(200);
        revoke(second, first.getString("id"), 204);
        PortalIT.assertProblem(get("/auth/tokens", "Authorization", "Bearer " + first.getString("token")), 401);
        assertThat(listed(bearer)).hasSize(3);
    }

    @Test
    void whoHasAsManyTokensAsOneMayHaveRevokesSomeFirst() throws Exception {
        JsonObject first = tokenOf(portal.freshPerson(), new JsonObject());
        String bearer = "Bearer " + first.getString("token");
        String last = "";
        HttpResponse<String> made = post("/auth/tokens", "{}", "Authorization", bearer);
        for (int i = 0; i < 1_000 && made.statusCode() == 201; i++) {
            last = new JsonObject(made.body()).getString("id");
            made = post("/auth/tokens", "{}", "Authorization", bearer);
        }
        PortalIT.assertProblem(made, 429);
        assertThat(made.body()).contains("Revoke");
        assertThat(listed(bearer)).as("all are seen").hasSizeGreaterThan(300).hasSizeLessThan(500);

        revoke(first, last, 204);
        assertThat(post("/auth/tokens", "{}", "Authorization", bearer).statusCode())
                .isEqualTo(201);
    }

    @Test
    void signingOutEverywhereLeavesNothing() throws Exception {
        String person = portal.freshPerson();
        String cookie = portal.signIn(person, "user");
        JsonObject other = tokenOf(person, new JsonObject());
        assertThat(post("/auth/logout", "{\"everywhere\": true}", "Cookie", cookie, "Origin", portal.origin())
                        .statusCode())
                .isEqualTo(204);
        PortalIT.assertProblem(get("/auth/tokens", "Authorization", "Bearer " + other.getString("token")), 401);
    }

    @Test
    void noTokenMakesOneThatOutlivesIt() throws Exception {
        JsonObject parent = tokenOf(portal.freshPerson(), new JsonObject().put("life_s", 120));
        String bearer = "Bearer " + parent.getString("token");
        JsonObject child = token(Map.of("Authorization", bearer), new JsonObject().put("life_s", 86_400));
        assertThat(Instant.parse(child.getString("expires_at")))
                .isBeforeOrEqualTo(Instant.parse(parent.getString("expires_at")));

        JsonObject begun = new JsonObject(post("/api/auth/device", "").body());
        PortalIT.assertProblem(
                post(
                        "/api/auth/device/approve",
                        new JsonObject()
                                .put("user_code", begun.getString("user_code"))
                                .put("approve", true)
                                .encode(),
                        "Authorization",
                        bearer),
                403);

        revoke(parent, parent.getString("id"), 204);
        PortalIT.assertProblem(get("/auth/tokens", "Authorization", "Bearer " + child.getString("token")), 401);
    }

    /** Whoever has taken a token makes others of it, as fast as they can, until it is revoked. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsMadeWhileItsTokenIsRevokedEndsWithIt(boolean everywhere) throws Exception {
        String person = portal.freshPerson();
        String cookie = portal.signIn(person, "user");
        JsonObject stolen = tokenOf(person, new JsonObject());
        String bearer = "Bearer " + stolen.getString("token");
        List<String> made = new CopyOnWriteArrayList<>();
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService thieves = Executors.newFixedThreadPool(8);
        List<Future<Void>> work = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            work.add(thieves.submit(() -> {
                while (!over.get()) {
                    try {
                        HttpResponse<String> answer = post("/auth/tokens", "{}", "Authorization", bearer);
                        over.compareAndSet(false, answer.statusCode() != 201);
                        if (answer.statusCode() == 201) {
                            made.add(new JsonObject(answer.body()).getString("token"));
                        }
                    } catch (IOException cutOff) {
                        // What is being answered to a grant that ends is not answered.
                        over.set(true);
                    }
                }
                return null;
            }));
        }
        Patience.until("some were made", PATIENCE, () -> made.size() > 20);
        HttpResponse<String> ended = everywhere
                ? post("/auth/logout", "{\"everywhere\": true}", "Cookie", cookie, "Origin", portal.origin())
                : portal.send(
                        "DELETE",
                        "/auth/tokens/" + stolen.getString("id"),
                        null,
                        "Cookie",
                        cookie,
                        "Origin",
                        portal.origin());
        assertThat(ended.statusCode()).isEqualTo(204);
        for (Future<Void> each : work) {
            each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        thieves.shutdown();
        for (String each : made) {
            PortalIT.assertProblem(get("/auth/tokens", "Authorization", "Bearer " + each), 401);
        }
        try (Connection connection = ViewStore.open(portal.stack.postgresConfig("portal"));
                PreparedStatement left =
                        connection.prepareStatement("select count(*) from program_token where subject = ?")) {
            left.setString(1, person);
            try (ResultSet count = left.executeQuery()) {
                count.next();
                assertThat(count.getInt(1)).isZero();
            }
        }
    }

    @Test
    void whoSignsOutAfterConfirmingAProgramHasTakenThatBack() throws Exception {
        String person = portal.freshPerson();
        String cookie = portal.signIn(person, "user");
        JsonObject begun = new JsonObject(post("/api/auth/device", "").body());
        assertThat(post(
                                "/api/auth/device/approve",
                                new JsonObject()
                                        .put("user_code", begun.getString("user_code"))
                                        .put("approve", true)
                                        .encode(),
                                "Cookie",
                                cookie,
                                "Origin",
                                portal.origin())
                        .statusCode())
                .isEqualTo(204);
        assertThat(post("/auth/logout", "", "Cookie", cookie, "Origin", portal.origin())
                        .statusCode())
                .isEqualTo(204);
        HttpResponse<String> poll = post(
                "/api/auth/device/token",
                new JsonObject()
                        .put("device_code", begun.getString("device_code"))
                        .encode());
        PortalIT.assertProblem(poll, 400);
        assertThat(poll.body()).contains("expired-token");
    }

    @Test
    void aLinkForOneselfGivesNothingOnceItsMakerHasSignedOut() throws Exception {
        String person = portal.freshPerson();
        String cookie = portal.signIn(person, "operator");
        String link = new JsonObject(post(
                                "/auth/links",
                                new JsonObject()
                                        .put("user", person)
                                        .put("roles", List.of("operator"))
                                        .encode(),
                                "Cookie",
                                cookie,
                                "Origin",
                                portal.origin())
                        .body())
                .getString("link");
        assertThat(post("/auth/logout", "", "Cookie", cookie, "Origin", portal.origin())
                        .statusCode())
                .isEqualTo(204);
        PortalIT.assertProblem(post(URI.create(link).getPath(), "{}"), 410);
    }

    @Test
    void aLinkThatAnOperatorMakesForThemselvesGivesNoMoreTime() throws Exception {
        String person = portal.freshPerson();
        String cookie = portal.signIn(person, "operator");
        JsonObject shortly =
                token(Map.of("Cookie", cookie, "Origin", portal.origin()), new JsonObject().put("life_s", 120));
        String link = new JsonObject(post(
                                "/auth/links",
                                new JsonObject()
                                        .put("user", person)
                                        .put("roles", List.of("operator"))
                                        .encode(),
                                "Authorization",
                                "Bearer " + shortly.getString("token"))
                        .body())
                .getString("link");
        JsonObject given = new JsonObject(post(
                        link.substring(link.indexOf("/auth")),
                        new JsonObject().put("life_s", 86_400).encode())
                .body());
        assertThat(Instant.parse(given.getString("expires_at")))
                .isBeforeOrEqualTo(Instant.parse(shortly.getString("expires_at")));
    }

    @Test
    void aServiceSeesAShortTokenAndRefusesTheOneThatTheDoorTakes() throws Exception {
        String person = portal.freshPerson();
        JsonObject given = tokenOf(person, new JsonObject().put("life_s", 86_400));
        get("/api/sessions", "Authorization", "Bearer " + given.getString("token"));
        String seen = portal.sessions.last().headers().get("authorization").substring("Bearer ".length());

        Caller caller = TestPortal.get(portal.asService().check(seen));

        assertThat(caller.subject()).isEqualTo(person);
        assertThat(caller.grant().expires()).isBefore(Instant.now().plus(Duration.ofMinutes(11)));
        assertThatThrownBy(() -> TestPortal.get(portal.asService().check(given.getString("token"))))
                .hasMessageContaining("another place");
    }

    @Test
    void anOperatorsToolsGetAShortTokenForTheServicesAndNobodyElseDoes() throws Exception {
        JsonObject wish = new JsonObject().put("audience", "services");
        JsonObject given = token(
                Map.of("Cookie", portal.signIn(portal.freshPerson(), "operator"), "Origin", portal.origin()), wish);
        assertThat(TestPortal.get(portal.asService().check(given.getString("token")))
                        .operator())
                .isTrue();
        assertThat(Instant.parse(given.getString("expires_at")))
                .isBefore(Instant.now().plus(Duration.ofMinutes(11)));
        String cookie = portal.signIn(portal.freshPerson(), "user");
        PortalIT.assertProblem(post("/auth/tokens", wish.encode(), "Cookie", cookie, "Origin", portal.origin()), 403);
    }

    @Test
    void aTokenIsForThePortalOrTheServices() throws Exception {
        String bearer =
                "Bearer " + tokenOf(portal.freshPerson(), new JsonObject()).getString("token");
        HttpResponse<String> refused = post("/auth/tokens", "{\"audience\": \"ingest:esac\"}", "Authorization", bearer);
        PortalIT.assertProblem(refused, 400);
        assertThat(new JsonObject(refused.body()).getString("field")).isEqualTo("audience");
        assertThat(post("/auth/tokens", "{\"audience\": \"portal\"}", "Authorization", bearer)
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void codesAreNotGuessed() throws Exception {
        String cookie = portal.signIn(portal.freshPerson(), "user");
        int refused = 0;
        for (int i = 0; i < 40 && refused == 0; i++) {
            HttpResponse<String> tried = post(
                    "/api/auth/device/approve",
                    "{\"user_code\": \"BCDF-GHJK\", \"approve\": true}",
                    "Cookie",
                    cookie,
                    "Origin",
                    portal.origin());
            assertThat(tried.statusCode()).isIn(404, 429);
            refused += tried.statusCode() == 429 ? 1 : 0;
        }
        assertThat(refused).isEqualTo(1);
    }

    private JsonObject tokenOf(String person, JsonObject wish) throws Exception {
        return token(Map.of("Cookie", portal.signIn(person, "user"), "Origin", portal.origin()), wish);
    }

    private static JsonObject token(Map<String, String> by, JsonObject wish) throws Exception {
        String[] headers = by.entrySet().stream()
                .flatMap(each -> List.of(each.getKey(), each.getValue()).stream())
                .toArray(String[]::new);
        HttpResponse<String> made = post("/auth/tokens", wish.encode(), headers);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return new JsonObject(made.body());
    }

    private static void revoke(JsonObject by, String id, int status) throws Exception {
        assertThat(portal.send("DELETE", "/auth/tokens/" + id, null, "Authorization", "Bearer " + by.getString("token"))
                        .statusCode())
                .isEqualTo(status);
    }

    private static List<JsonObject> listed(String bearer) throws Exception {
        return new JsonObject(get("/auth/tokens", "Authorization", bearer).body())
                .getJsonArray("tokens").stream().map(JsonObject.class::cast).toList();
    }

    private static HttpResponse<String> get(String path, String... headers) throws Exception {
        return portal.send("GET", path, null, headers);
    }

    private static HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        return portal.send("POST", path, body, headers);
    }

    private static void streamForEver() {
        portal.notifier.answers(request -> {
            request.response().setChunked(true).putHeader("Content-Type", "text/event-stream");
            request.response().write("data: begun\n\n");
        });
    }

    /** @return a stream of events that has begun */
    private Socket stream(String header) throws Exception {
        Socket socket = portal.connect();
        open.add(socket);
        socket.getOutputStream()
                .write(("GET " + EVENTS + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + header + "\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        StringBuilder text = new StringBuilder();
        InputStream in = socket.getInputStream();
        Patience.until("the stream has begun", TestPortal.PATIENCE, () -> {
            int next = in.read();
            assertThat(next).as(text.toString()).isNotNegative();
            text.append((char) next);
            return text.indexOf("data: begun") >= 0;
        });
        return socket;
    }

    /** @return whether the other side closes it */
    private static boolean end(Socket socket) throws Exception {
        try {
            InputStream in = socket.getInputStream();
            while (in.read() >= 0) {
                // What was sent before.
            }
            return true;
        } catch (java.net.SocketException reset) {
            return true;
        }
    }
}
