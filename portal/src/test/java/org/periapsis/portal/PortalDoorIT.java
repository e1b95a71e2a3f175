package org.periapsis.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.periapsis.embedded.EventLoopWatch;
import org.periapsis.embedded.LoopbackPort;
import org.periapsis.embedded.Patience;

/** What strangers may take of the front door, and which names and origins are its own. */
class PortalDoorIT {
    private static final int REQUESTS = 14;
    private static final int REQUESTS_EACH = 6;
    private static final int TUNNELS_EACH = 3;

    @TempDir
    private static Path directory;

    private static TestPortal portal;
    private static int metrics;

    @BeforeAll
    static void start() throws Exception {
        portal = new TestPortal(directory);
        portal.stop();
        metrics = LoopbackPort.free("metrics", 0);
        portal.set("metrics.port", Integer.toString(metrics));
        portal.set("relay.requests.person", Integer.toString(REQUESTS_EACH));
        portal.set("relay.requests", Integer.toString(REQUESTS));
        portal.set("relay.tunnels.person", Integer.toString(TUNNELS_EACH));
        portal.set("relay.tunnels", "5");
        portal.set("http.bodies.mib", "8");
        portal.set("http.body.deadline", "PT3S");
        portal.set("http.proxies", "127.0.0.1");
        portal.set("http.ping", "PT2S");
        portal.start();
    }

    @AfterAll
    static void stop() throws Exception {
        portal.close();
    }

    @BeforeEach
    void reset() {
        portal.reset();
        portal.ready("ada");
    }

    @Test
    void anotherSitesNameIsNotAnswered() throws Exception {
        for (String path : List.of("/find", "/api/products", "/auth/me", "/sign-in")) {
            assertThat(portal.raw(get(path, "evil.example:7080"))).as(path).startsWith("HTTP/1.1 421 ");
            assertThat(portal.raw(get(path, "localhost:7080"))).as(path).startsWith("HTTP/1.1 200 ");
        }
        // A probe knows the address only.
        assertThat(portal.raw(get("/health/live", "10.1.2.3"))).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aLinkNeverLeadsWhereTheRequestSays() throws Exception {
        String body = "{\"user\": \"ada\"}";
        String answer = portal.raw("POST /auth/links HTTP/1.1\r\nHost: 127.7.7.7:1\r\nConnection: close\r\n"
                + "Content-Length: " + body.length() + "\r\nPeriapsis-Link-Secret: " + TestPortal.LINK_SECRET
                + "\r\n\r\n" + body);
        assertThat(answer)
                .contains("\"link\":\"" + portal.origin() + "/auth/link/")
                .doesNotContain("127.7.7.7");
        answer = portal.raw(String.join(
                "\r\n",
                "POST /api/auth/device HTTP/1.1",
                "Host: 127.7.7.7:1",
                "Connection: close",
                "Content-Length: 0",
                "",
                ""));
        assertThat(answer).contains(portal.origin() + "/connect").doesNotContain("127.7.7.7");
    }

    @Test
    void anOriginIsComparedWithItsScheme() throws Exception {
        String cookie = portal.signIn("ada", "user");
        for (String other : List.of("https://127.0.0.1:" + portal.port(), "http://localhost:" + portal.port())) {
            assertThat(portal.send("POST", "/auth/tokens", "{}", "Cookie", cookie, "Origin", other)
                            .statusCode())
                    .as(other)
                    .isEqualTo(403);
        }
        assertThat(portal.send("POST", "/auth/tokens", "{}", "Cookie", cookie, "Origin", portal.origin())
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void metricsAreForOperatorsAndForAPortOfTheirOwn() throws Exception {
        assertThat(portal.send("GET", "/metrics", null).statusCode()).isEqualTo(401);
        assertThat(portal.send("GET", "/metrics", null, "Authorization", bearer("ada", "user"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(portal.send("GET", "/metrics", null, "Authorization", bearer("eve", "operator"))
                        .body())
                .contains("periapsis_up");
        HttpRequest scrape = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + metrics + "/metrics"))
                .build();
        assertThat(portal.http
                        .send(scrape, HttpResponse.BodyHandlers.ofString())
                        .body())
                .contains("periapsis_up")
                .contains("periapsis_reader_lag_records", "periapsis_reader_lag_seconds", "periapsis_reader_set_aside")
                .contains("periapsis_postgres_connections", "periapsis_postgres_wait_seconds", "jvm_memory_used_bytes");
    }

    @Test
    void servicesHearFromWhereARequestComesAndNotWhatItSays() throws Exception {
        portal.send("GET", "/api/products", null, "X-Forwarded-For", "203.0.113.9, 198.51.100.7");
        assertThat(portal.indexer.seen())
                .last()
                .extracting(seen -> seen.headers().get("x-forwarded-for"))
                .isEqualTo("198.51.100.7");
        portal.send("GET", "/sessions/" + TestPortal.SESSION + "/", null, "Authorization", bearer("ada", "user"));
        assertThat(portal.agent.seen()).last().satisfies(seen -> assertThat(seen.headers())
                .doesNotContainKey("x-forwarded-for"));
    }

    @Test
    void oneCallerLeavesRoomForTheOthers() throws Exception {
        List<HttpServerRequest> waiting = new CopyOnWriteArrayList<>();
        portal.indexer.answers(waiting::add);
        List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
        for (int i = 0; i < REQUESTS_EACH; i++) {
            asked.add(portal.http.sendAsync(
                    portal.request("GET", "/api/products", null, "X-Forwarded-For", "192.0.2.1"),
                    HttpResponse.BodyHandlers.ofString()));
        }
        Patience.until("they wait", TestPortal.PATIENCE, () -> waiting.size() == REQUESTS_EACH);
        HttpResponse<String> over = portal.send("GET", "/api/products", null, "X-Forwarded-For", "192.0.2.1");
        assertThat(over.statusCode()).isEqualTo(429);
        assertThat(over.headers().firstValue("retry-after")).isPresent();
        portal.indexer.reset();
        assertThat(portal.send("GET", "/api/products", null, "X-Forwarded-For", "192.0.2.2")
                        .statusCode())
                .isEqualTo(200);
        waiting.forEach(request -> request.response().end());
        for (CompletableFuture<HttpResponse<String>> one : asked) {
            assertThat(one.get().statusCode()).isEqualTo(200);
        }
        assertThat(portal.send("GET", "/api/products", null, "X-Forwarded-For", "192.0.2.1")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void strangersTogetherLeaveRoomForWhoHasSignedIn() throws Exception {
        List<HttpServerRequest> waiting = new CopyOnWriteArrayList<>();
        portal.indexer.answers(waiting::add);
        List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
        for (int i = 0; i < REQUESTS / 2; i++) {
            asked.add(portal.http.sendAsync(
                    portal.request("GET", "/api/products", null, "X-Forwarded-For", "192.0.2." + i),
                    HttpResponse.BodyHandlers.ofString()));
        }
        Patience.until("they wait", TestPortal.PATIENCE, () -> waiting.size() == REQUESTS / 2);
        HttpResponse<String> over = portal.send("GET", "/api/products", null, "X-Forwarded-For", "192.0.2.99");
        assertThat(over.statusCode()).isEqualTo(503);
        assertThat(over.headers().firstValue("retry-after")).isPresent();
        String token = "Bearer " + portal.token(portal.freshPerson(), "user");
        asked.add(portal.http.sendAsync(
                portal.request("GET", "/api/products", null, "Authorization", token),
                HttpResponse.BodyHandlers.ofString()));
        Patience.until("a person has a place", TestPortal.PATIENCE, () -> waiting.size() == REQUESTS / 2 + 1);
        waiting.forEach(request -> request.response().end());
        for (CompletableFuture<HttpResponse<String>> one : asked) {
            assertThat(one.get().statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/files", "/api/files/", "/assets", "/assets/", "/webjars", "/webjars/"})
    void aPlaceOfManyThingsIsNoneItself(String path) throws Exception {
        PortalIT.assertProblem(portal.send("GET", path, null), 404);
    }

    @Test
    void webSocketsAreCountedApartAndOneOverIsRefusedAtOnce() throws Exception {
        portal.agent.answers(request -> {
            if (request.getHeader("Upgrade") != null) {
                request.toWebSocket();
            } else {
                request.response().end("page");
            }
        });
        List<Socket> open = new ArrayList<>();
        for (int i = 0; i < TUNNELS_EACH; i++) {
            open.add(tunnel("ada"));
            assertThat(status(open.get(i))).isEqualTo("101");
        }
        try (Socket over = tunnel("ada")) {
            assertThat(status(over)).isEqualTo("429");
        }
        for (int i = 0; i < 3 * REQUESTS_EACH; i++) {
            assertThat(portal.send(
                                    "GET",
                                    "/sessions/" + TestPortal.SESSION + "/",
                                    null,
                                    "Authorization",
                                    bearer("ada", "user"))
                            .statusCode())
                    .isEqualTo(200);
        }
        open.get(0).close();
        Patience.until("the place is free", TestPortal.PATIENCE, () -> {
            try (Socket again = tunnel("ada")) {
                return status(again).equals("101");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        for (Socket socket : open) {
            socket.close();
        }
    }

    @Test
    void halfSentSelectionsAreAnsweredAndEverybodyElseGoesOn() throws Exception {
        List<Socket> half = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Socket socket = portal.connect();
            half.add(socket);
            write(socket, launch("192.0.2.1", 1_000_000) + "id=" + "x".repeat(200_000));
        }
        assertThat(half.stream().map(PortalDoorIT::status)).allMatch(List.of("408", "429", "503")::contains);
        try (Socket other = portal.connect()) {
            String form = "id=ivo%3A%2F%2Fa%2Fb%3F1";
            write(other, launch("192.0.2.2", form.length()) + form);
            assertThat(status(other)).isEqualTo("303");
        }
        assertThat(portal.send("GET", "/health/ready", null).statusCode()).isEqualTo(200);
        for (Socket socket : half) {
            socket.close();
        }
    }

    @Test
    void aLargeSelectionIsNotReadOnAnEventLoop() throws Exception {
        List<String> ids = IntStream.range(0, 10_000)
                .mapToObj(number -> "ivo://large/" + "x".repeat(40) + "?" + number)
                .toList();
        String json = new JsonObject().put("ids", ids).encode();
        String form = ids.stream()
                .map(id -> "id=" + URLEncoder.encode(id, StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        try (EventLoopWatch watch = new EventLoopWatch(
                "org.periapsis.portal.adapter.http.LaunchSetRoutes$Posted",
                "org.periapsis.portal.domain.BasketContent")) {
            for (int i = 0; i < 3; i++) {
                assertThat(portal.send("POST", "/launch", json, "Content-Type", "application/json")
                                .statusCode())
                        .isEqualTo(303);
                assertThat(portal.send("POST", "/launch", form, "Content-Type", "application/x-www-form-urlencoded")
                                .statusCode())
                        .isEqualTo(303);
            }
            assertThat(watch.found()).isEmpty();
        }
    }

    @Test
    void aLargeBasketIsNotReadOnAnEventLoop() throws Exception {
        String cookie = portal.signIn("bo", "user");
        List<String> ids = IntStream.range(0, 9_000)
                .mapToObj(number -> "ivo://large/" + "x".repeat(60) + "?" + number)
                .toList();
        String basket = new JsonObject().put("ids", ids).encode();
        try (EventLoopWatch watch = new EventLoopWatch("com.fasterxml.jackson", "java.util.zip.Deflater")
                .without("org.periapsis.portal.Upstream")) {
            for (int i = 0; i < 8; i++) {
                HttpResponse<String> put =
                        portal.send("PUT", "/api/basket", basket, "Cookie", cookie, "Origin", portal.origin());
                assertThat(put.statusCode()).isEqualTo(200);
                assertThat(portal.send("GET", "/api/basket", null, "Cookie", cookie, "Accept-Encoding", "gzip")
                                .headers()
                                .firstValue("Content-Encoding"))
                        .contains("gzip");
                portal.send("GET", "/api/basket/summary", null, "Cookie", cookie);
            }
            assertThat(watch.heldUp()).isEmpty();
        }
    }

    /** On the way to it, or from it, somebody has pulled the plug. */
    @Test
    void aWebSocketWithoutAnybodyAtEitherEndIsClosedAtTheOther() throws Exception {
        CompletableFuture<Void> programLeft = new CompletableFuture<>();
        portal.agent.answers(
                request -> request.toWebSocket().onSuccess(socket -> socket.closeHandler(programLeft::complete)));
        try (Socket silent = tunnel("ada")) {
            assertThat(status(silent)).isEqualTo("101");
            programLeft.get(60, TimeUnit.SECONDS);
        }
        portal.agent.answers(request -> {
            // Opens it, and answers nothing any more.
            request.response()
                    .setStatusCode(101)
                    .putHeader("Connection", "Upgrade")
                    .putHeader("Upgrade", "websocket");
            request.toNetSocket();
        });
        try (Socket person = tunnel("ada")) {
            assertThat(status(person)).isEqualTo("101");
            person.setSoTimeout(60_000);
            answerPingsUntilClosed(person);
        }
    }

    private static void answerPingsUntilClosed(Socket person) throws IOException {
        InputStream in = person.getInputStream();
        for (int before = 0, next = in.read(); next >= 0; before = next, next = in.read()) {
            if (before == 0x89 && next == 0) {
                person.getOutputStream().write(new byte[] {(byte) 0x8a, (byte) 0x80, 0, 0, 0, 0});
            }
        }
    }

    private static String launch(String from, int length) {
        return "POST /launch HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: " + from
                + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static String get(String path, String host) {
        return "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
    }

    private static Socket tunnel(String person) throws IOException {
        Socket socket = portal.connect();
        write(
                socket,
                "GET /sessions/" + TestPortal.SESSION + "/ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                        + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: " + bearer(person, "user")
                        + "\r\n\r\n");
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String status(Socket socket) {
        try {
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1).substring(9);
        } catch (IOException | IndexOutOfBoundsException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static String bearer(String person, String role) {
        return "Bearer " + portal.token(person, role);
    }
}
