package org.periapsis.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.observe.Observer;

class CompressionAdapterTest {
    private static final String LONG = "M 51 ".repeat(2_000);
    private static final String FIRST_EVENT = "data: 1\n\n";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private int port;

    @BeforeEach
    void start() throws Exception {
        Router router = ServiceRoutes.base(vertx, null, new Observer("test", ""), failure -> null);
        router.get("/long").handler(context -> context.json(new JsonObject().put("text", LONG)));
        router.get("/short").handler(context -> context.json(new JsonObject().put("text", "M 51")));
        router.get("/parts").handler(CompressionAdapterTest::parts);
        router.get("/problem").handler(context -> {
            throw Problem.badRequest("text", LONG, "Write less").exception();
        });
        router.get("/events").handler(context -> {
            HttpServerResponse response = context.response();
            response.setChunked(true).putHeader("Content-Type", "text/event-stream");
            response.write(FIRST_EVENT);
        });
        router.get("/fits").handler(context -> context.response()
                .putHeader("Content-Type", "application/fits")
                .end(LONG));
        router.get("/packed").handler(context -> context.response()
                .putHeader("Content-Type", "application/json")
                .putHeader("Content-Encoding", "gzip")
                .end(Buffer.buffer(LONG)));
        router.get("/tagged").handler(context -> context.response()
                .putHeader("ETag", "\"1\"")
                .putHeader("Vary", "Cookie")
                .putHeader("Content-Type", "application/json")
                .end(LONG));
        router.get("/range").handler(context -> context.response()
                .setStatusCode(206)
                .putHeader("Content-Type", "application/json")
                .end(LONG));
        ServiceRoutes.nothingElse(router);
        port = ServiceRoutes.listen(vertx, router, new HttpConfig("127.0.0.1", 0, "", ""))
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)
                .actualPort();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void compressesJsonForWhoTakesIt() throws Exception {
        HttpResponse<byte[]> answer = get("/long", "gzip, deflate, br");
        assertThat(answer.headers().firstValue("content-encoding")).hasValue("gzip");
        assertThat(answer.headers().allValues("vary")).containsExactly("Accept-Encoding");
        assertThat(answer.body().length).isLessThan(LONG.length() / 10);
        assertThat(new JsonObject(unpacked(answer.body())).getString("text")).isEqualTo(LONG);
    }

    @Test
    void compressesJsonThatComesInParts() throws Exception {
        HttpResponse<byte[]> answer = get("/parts", "gzip");
        assertThat(answer.headers().firstValue("content-encoding")).hasValue("gzip");
        assertThat(new JsonObject(unpacked(answer.body())).getString("text")).isEqualTo(LONG);
    }

    @Test
    void compressesProblems() throws Exception {
        HttpResponse<byte[]> answer = get("/problem", "gzip");
        assertThat(answer.headers().firstValue("content-encoding")).hasValue("gzip");
        assertThat(new JsonObject(unpacked(answer.body())).getString("detail")).isEqualTo(LONG);
    }

    @Test
    void leavesJsonAsItIsForWhoDoesNotAsk() throws Exception {
        for (String accepted : new String[] {null, "identity", "gzip;q=0", "deflate"}) {
            HttpResponse<byte[]> answer = get("/long", accepted);
            assertThat(answer.headers().firstValue("content-encoding"))
                    .as(accepted)
                    .isEmpty();
            assertThat(answer.headers().allValues("vary")).containsExactly("Accept-Encoding");
            assertThat(new JsonObject(text(answer.body())).getString("text")).isEqualTo(LONG);
        }
    }

    @Test
    void leavesWhatIsShort() throws Exception {
        HttpResponse<byte[]> answer = get("/short", "gzip");
        assertThat(answer.headers().firstValue("content-encoding")).isEmpty();
        assertThat(answer.headers().firstValue("content-length")).isPresent();
    }

    @Test
    void leavesBytesOfOtherTypesPackedBodiesAndRanges() throws Exception {
        HttpResponse<byte[]> fits = get("/fits", "gzip");
        assertThat(fits.headers().firstValue("content-encoding")).isEmpty();
        assertThat(text(fits.body())).isEqualTo(LONG);
        HttpResponse<byte[]> packed = get("/packed", "gzip");
        assertThat(packed.headers().allValues("content-encoding")).containsExactly("gzip");
        assertThat(text(packed.body())).isEqualTo(LONG);
        HttpResponse<byte[]> range = get("/range", "gzip");
        assertThat(range.headers().firstValue("content-encoding")).isEmpty();
        assertThat(text(range.body())).isEqualTo(LONG);
    }

    @Test
    void leavesBytesThatATagNamesAndWhatTheyDependOn() throws Exception {
        HttpResponse<byte[]> answer = get("/tagged", "gzip");
        assertThat(answer.headers().firstValue("content-encoding")).isEmpty();
        assertThat(answer.headers().allValues("vary")).containsExactly("Cookie, Accept-Encoding");
    }

    @Test
    void sendsAnEventWhenItHappens() throws Exception {
        HttpResponse<InputStream> answer =
                client.send(request("/events", "gzip"), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.headers().firstValue("content-encoding")).isEmpty();
        try (InputStream events = answer.body()) {
            assertThat(text(events.readNBytes(FIRST_EVENT.length()))).isEqualTo(FIRST_EVENT);
        }
    }

    private static void parts(RoutingContext context) {
        HttpServerResponse response = context.response();
        response.setChunked(true).putHeader("Content-Type", "application/json; charset=utf-8");
        response.write("{\"text\":\"");
        response.write(LONG);
        response.end("\"}").onFailure(context::fail);
    }

    private HttpResponse<byte[]> get(String path, String accepted) throws Exception {
        return client.send(request(path, accepted), HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpRequest request(String path, String accepted) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (accepted != null) {
            request.header("Accept-Encoding", accepted);
        }
        return request.build();
    }

    private static String unpacked(byte[] packed) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return text(in.readAllBytes());
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
