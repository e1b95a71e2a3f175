package org.periapsis.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.periapsis.portal.PortalIT.assertProblem;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What streams through the gateway, and what happens when one of the sides does not keep up or goes away. */
class PortalStreamIT {
    private static final long LARGE = 512L << 20;
    /** What may be on the way: buffers of four sockets and two programs. The kernel's may come to several MiB each. */
    private static final long ON_THE_WAY = 48L << 20;

    private static final Buffer BLOCK = Buffer.buffer(new byte[64 << 10]);

    @TempDir
    private static Path directory;

    private static TestPortal portal;

    @BeforeAll
    static void start() throws Exception {
        portal = new TestPortal(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        portal.close();
    }

    @BeforeEach
    void reset() {
        portal.reset();
        portal.indexer.answersJson(200, new JsonObject(Map.of("archive", "x", "sites", List.of("esac"))));
    }

    @Test
    void aDownloadIsReadAsFastAsItsReaderReads() throws Exception {
        AtomicLong given = new AtomicLong();
        portal.esac.answers(request -> {
            HttpServerResponse response = request.response().putHeader("Content-Length", Long.toString(LARGE));
            give(response, given);
        });
        try (Socket reader = portal.connect()) {
            write(reader, "GET /api/files/p1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(TestPortal.settled(given::get)).isPositive().isLessThan(ON_THE_WAY);
            assertThat(headAndBody(reader.getInputStream())).isEqualTo(LARGE);
        }
    }

    @Test
    void anUploadIsReadAsFastAsTheServiceReads() throws Exception {
        AtomicLong taken = new AtomicLong();
        CompletableFuture<HttpServerRequest> arrived = new CompletableFuture<>();
        portal.jive.answers(request -> {
            request.pause();
            request.handler(block -> taken.addAndGet(block.length()));
            request.endHandler(end -> request.response().end("taken"));
            arrived.complete(request);
        });
        String head =
                "POST /api/archives/radio/products HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                        + LARGE + "\r\nAuthorization: Bearer " + portal.token("ada", "archive:radio") + "\r\n\r\n";
        try (SocketChannel sender =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), portal.port()))) {
            sender.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
            AtomicLong sent = new AtomicLong(write(sender, LARGE));
            HttpServerRequest request = arrived.get(60, TimeUnit.SECONDS);
            sender.configureBlocking(false);
            long before = TestPortal.settled(() -> sent.addAndGet(write(sender, LARGE - sent.get())));
            assertThat(before).isPositive().isLessThan(ON_THE_WAY);
            request.resume();
            sender.configureBlocking(true);
            while (sent.get() < LARGE) {
                sent.addAndGet(write(sender, LARGE - sent.get()));
            }
            String answer = new String(sender.socket().getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 200 ").contains("taken");
            assertThat(taken).hasValue(LARGE);
        }
    }

    @Test
    void aReaderWhoLeavesEndsTheWorkForThem() throws Exception {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        portal.notifier.answers(request -> {
            request.response().setChunked(true).writeHead();
            request.response().exceptionHandler(gone -> ended.complete(null));
        });
        try (Socket reader = portal.connect()) {
            write(reader, "GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
            // The answer begins before there is any event.
            assertThat(reader.getInputStream().read()).isEqualTo('H');
        }
        ended.get(60, TimeUnit.SECONDS);
    }

    @Test
    void aSenderWhoLeavesEndsTheRequest() throws Exception {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        portal.jive.answers(request -> {
            request.handler(block -> begun.complete(null));
            request.exceptionHandler(gone -> ended.complete(null));
        });
        try (Socket sender = portal.connect()) {
            write(
                    sender,
                    "POST /api/archives/radio/products HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\nAuthorization: Bearer "
                            + portal.token("ada", "archive:radio") + "\r\n\r\nsome");
            begun.get(60, TimeUnit.SECONDS);
        }
        ended.get(60, TimeUnit.SECONDS);
    }

    @Test
    void anAnswerBrokenOffIsNotTakenForWhole() {
        portal.indexer.answers(request -> {
            request.response().setChunked(true).write("half");
            portal.vertx.setTimer(50, later -> request.connection().close());
        });
        assertThatThrownBy(() -> portal.send("GET", "/api/products", null)).isInstanceOf(IOException.class);
    }

    @Test
    void headersAndPreviewsComeFromTheSiteThatPublishedTheProductWhateverItAnswers() throws Exception {
        JsonObject product = new JsonObject()
                .put("archive", "radio")
                .put("site", "esac")
                .put("sites", new JsonArray().add("jive").add("esac"));
        portal.indexer.answersJson(200, product);
        portal.esac.answersJson(404, new JsonObject().put("type", "https://periapsis.org/problems/no-preview"));
        HttpResponse<String> none = portal.send("GET", "/api/products/ivo%3A%2F%2Fa%3Fb/preview?size=64", null);
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(none.body()).contains("no-preview");
        assertThat(portal.esac.last().uri()).isEqualTo("/products/ivo%3A%2F%2Fa%3Fb/preview?size=64");
        portal.esac.answersJson(200, new JsonObject().put("files", new JsonArray()));
        assertThat(portal.send("GET", "/api/products/ivo%3A%2F%2Fa%3Fb/headers", null)
                        .statusCode())
                .isEqualTo(200);
        assertThat(portal.indexer.last().uri()).isEqualTo("/products/ivo%3A%2F%2Fa%3Fb");
        assertThat(portal.jive.seen()).isEmpty();
        portal.indexer.answersJson(200, product.copy().put("sites", new JsonArray().add("jive")));
        assertProblem(portal.send("GET", "/api/products/p1/headers", null), 404);
        portal.indexer.answersJson(404, new JsonObject().put("detail", "No such product"));
        assertProblem(portal.send("GET", "/api/products/p1/preview", null), 404);
    }

    @Test
    void jsonIsPackedOnceForWhoTakesItAndWhatIsPackedStaysAsItIs() throws Exception {
        String text = "M 51 ".repeat(2_000);
        portal.indexer.answersJson(200, new JsonObject().put("text", text));
        HttpResponse<byte[]> packed = packed("/api/products");
        assertThat(packed.headers().firstValue("content-encoding")).hasValue("gzip");
        assertThat(packed.body().length).isLessThan(text.length() / 10);
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
            assertThat(new JsonObject(Buffer.buffer(in.readAllBytes())).getString("text"))
                    .isEqualTo(text);
        }
        assertThat(portal.indexer.last().headers()).containsEntry("accept-encoding", "gzip");
        portal.indexer.answers(request -> request.response()
                .putHeader("Content-Type", "application/json")
                .putHeader("Content-Encoding", "gzip")
                .end(Buffer.buffer(packed.body())));
        HttpResponse<byte[]> again = packed("/api/products");
        assertThat(again.headers().allValues("content-encoding")).containsExactly("gzip");
        assertThat(again.body()).isEqualTo(packed.body());
        portal.indexer.answersJson(200, new JsonObject(Map.of("archive", "x", "sites", List.of("esac"))));
        portal.esac.answers(request ->
                request.response().putHeader("Content-Type", "application/fits").end(text));
        assertThat(packed("/api/files/p1").body()).asString().isEqualTo(text);
    }

    @Test
    void anEventIsThereWhenItHappensAlsoForWhoTakesPackedAnswers() throws Exception {
        portal.notifier.answers(request -> {
            HttpServerResponse response = request.response().putHeader("Content-Type", "text/event-stream");
            response.setChunked(true).write("data: 1\n\n");
        });
        HttpResponse<InputStream> stream =
                portal.http.send(takingPacked("/api/events"), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(stream.headers().firstValue("content-encoding")).isEmpty();
        try (InputStream events = stream.body()) {
            assertThat(events.readNBytes(9)).asString().isEqualTo("data: 1\n\n");
        }
    }

    @Test
    void aWrongMethodIsRefusedWithTheRightOnes() throws Exception {
        Map<String, String> wrong = Map.of(
                "/api/products/p1/headers", "GET, HEAD",
                "/api/files/p1", "GET, HEAD",
                "/api/basket", "GET, HEAD, PUT",
                "/auth/tokens", "GET, HEAD, POST",
                "/launch", "GET, HEAD, POST",
                "/find", "GET, HEAD");
        for (Map.Entry<String, String> path : wrong.entrySet()) {
            HttpResponse<String> refused = portal.send("DELETE", path.getKey(), null);
            assertProblem(refused, 405);
            assertThat(refused.headers().firstValue("allow")).as(path.getKey()).hasValue(path.getValue());
        }
        assertThat(portal.indexer.seen()).isEmpty();
        HttpResponse<String> head = portal.send("HEAD", "/find", null);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
    }

    private static HttpRequest takingPacked(String path) {
        return HttpRequest.newBuilder(java.net.URI.create(portal.origin() + path))
                .header("Accept-Encoding", "gzip")
                .timeout(TestPortal.PATIENCE)
                .build();
    }

    private static HttpResponse<byte[]> packed(String path) throws Exception {
        return portal.http.send(takingPacked(path), HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void aServiceThatIsDownIsNamed() throws Exception {
        portal.indexer.down();
        try {
            for (String path : List.of("/api/products", "/api/files/p1")) {
                HttpResponse<String> response = portal.send("GET", path, null);
                assertProblem(response, 503);
                assertThat(response.body()).contains("indexer");
                assertThat(response.headers().firstValue("retry-after")).isPresent();
            }
        } finally {
            portal.indexer.up();
        }
    }

    @Test
    void aReadWhoseConnectionBreaksIsAskedOnceMore() throws Exception {
        AtomicLong asked = new AtomicLong();
        portal.indexer.answers(request -> {
            if (asked.incrementAndGet() == 1) {
                request.connection().close();
            } else {
                request.response().putHeader("Content-Type", "application/json").end("{}");
            }
        });
        assertThat(portal.send("GET", "/api/products", null).statusCode()).isEqualTo(200);
        assertThat(asked).hasValue(2);
        portal.indexer.answers(request -> {
            asked.incrementAndGet();
            request.connection().close();
        });
        HttpResponse<String> never = portal.send("GET", "/api/products", null);
        assertProblem(never, 503);
        assertThat(never.headers().firstValue("Retry-After")).isPresent();
        assertThat(asked).hasValue(4);
    }

    @Test
    void aServiceThatBreaksOffIsNamed() throws Exception {
        portal.sessions.answers(request -> request.connection().close());
        HttpResponse<String> response =
                portal.send("POST", "/api/sessions", "{}", "Authorization", "Bearer " + portal.token("ada", "user"));
        assertProblem(response, 502);
        assertThat(response.body()).contains("session-manager");
    }

    @Test
    void aServiceThatIsSilentIsNamed() throws Exception {
        portal.sessions.answers(HttpServerRequest::resume);
        HttpResponse<String> response =
                portal.send("POST", "/api/sessions", "{}", "Authorization", "Bearer " + portal.token("ada", "user"));
        assertProblem(response, 504);
        assertThat(response.body()).contains("session-manager");
    }

    @Test
    void aRefusalComesThroughBeforeTheUploadIsOver() throws Exception {
        portal.jive.answers(request -> request.response().setStatusCode(413).end("too large"));
        HttpResponse<String> response = portal.http.send(
                HttpRequest.newBuilder(java.net.URI.create(portal.origin() + "/api/archives/radio/products"))
                        .header("Authorization", "Bearer " + portal.token("ada", "archive:radio"))
                        .timeout(TestPortal.PATIENCE)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[32 << 20]))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).isEqualTo("too large");
    }

    @Test
    void whoWaitsForTheGoAheadGetsIt() throws Exception {
        portal.jive.answers(
                request -> request.body().onSuccess(body -> request.response().end(body)));
        try (Socket sender = portal.connect()) {
            write(
                    sender,
                    "POST /api/archives/radio/products HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 4\r\n"
                            + "Expect: 100-continue\r\nAuthorization: Bearer " + portal.token("ada", "archive:radio")
                            + "\r\n\r\n");
            assertThat(new String(sender.getInputStream().readNBytes(25), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            write(sender, "body");
            assertThat(new String(sender.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("body");
        }
        assertThat(portal.jive.last().headers()).doesNotContainKey("expect");
    }

    @Test
    void headAndNotModifiedHaveNoBody() throws Exception {
        portal.esac.answers(
                request -> request.response().putHeader("Content-Length", "123").end());
        HttpResponse<String> head = portal.send("HEAD", "/api/files/p1", null);
        assertThat(head.headers().firstValue("content-length")).hasValue("123");
        portal.esac.answers(request -> request.response().setStatusCode(304).end());
        HttpResponse<String> same = portal.send("GET", "/api/files/p1", null, "If-None-Match", "\"a\"");
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(portal.esac.last().headers()).containsEntry("if-none-match", "\"a\"");
    }

    /** Writes as fast as it is taken, and counts. */
    private static void give(HttpServerResponse response, AtomicLong given) {
        while (given.get() < LARGE && !response.writeQueueFull()) {
            given.addAndGet(BLOCK.length());
            response.write(BLOCK);
        }
        if (given.get() < LARGE) {
            response.drainHandler(more -> give(response, given));
        } else {
            response.end();
        }
    }

    private static long write(SocketChannel channel, long most) {
        try {
            return channel.write(ByteBuffer.allocate((int) Math.min(most, BLOCK.length())));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** @return bytes after the head, to the end */
    private static long headAndBody(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        assertThat(head).startsWith("HTTP/1.1 200 ");
        byte[] block = new byte[1 << 20];
        long bytes = 0;
        for (int read = in.read(block); read >= 0; read = in.read(block)) {
            bytes += read;
        }
        return bytes;
    }
}
