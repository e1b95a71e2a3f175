package org.periapsis.portal.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How the pages and what they are made of come over HTTP. */
class PagesAdapterTest {
    private static final Pattern APP = Pattern.compile("src=\"(/assets/[0-9a-f]{12}/app\\.js)\"");
    private static final String LIT = "/webjars/lit-html/3.3.2/lit-html.js";

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static Vertx vertx;
    private static HttpServer server;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        Router router = Router.router(vertx);
        Pages.mount(router);
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void modulesAreCompressedAndKeptForEverUnderTheirDigest() throws Exception {
        HttpResponse<byte[]> app = get(app(), "Accept-Encoding", "gzip");
        assertThat(app.statusCode()).isEqualTo(200);
        assertThat(header(app, "content-type")).startsWith("text/javascript");
        assertThat(header(app, "cache-control")).contains("immutable");
        assertThat(header(app, "content-encoding")).isEqualTo("gzip");
        byte[] plain = get(app(), "Accept-Encoding", "identity").body();
        assertThat(new GZIPInputStream(new ByteArrayInputStream(app.body())).readAllBytes())
                .isEqualTo(plain);
        assertThat(app.body().length).isLessThan(plain.length);
    }

    @Test
    void librariesAreKeptForEverToo() throws Exception {
        HttpResponse<byte[]> lit = get(LIT, "Accept-Encoding", "gzip");
        assertThat(lit.statusCode()).isEqualTo(200);
        assertThat(header(lit, "cache-control")).contains("immutable");
        assertThat(get(LIT, "Accept-Encoding", "gzip").body()).isEqualTo(lit.body());
        assertThat(get("/webjars/lit-html/3.3.2/nothing.js", "Accept", "*/*").statusCode())
                .isEqualTo(404);
        assertThat(get("/webjars/lit-html/3.3.2/package", "Accept", "*/*").statusCode())
                .isEqualTo(404);
    }

    @Test
    void withoutTheDigestWhatIsKnownIsNotSentAgain() throws Exception {
        HttpResponse<byte[]> first = get("/assets/app.js", "Accept", "*/*");
        assertThat(header(first, "cache-control")).isEqualTo("no-cache");
        HttpResponse<byte[]> second = get("/assets/app.js", "If-None-Match", "\"other\", " + header(first, "etag"));
        assertThat(second.statusCode()).isEqualTo(304);
        assertThat(second.body()).isEmpty();
        assertThat(get("/assets/000000000000/app.js", "Accept", "*/*").statusCode())
                .isEqualTo(404);
    }

    /** A person in a browser gets the page with the way back; what programs ask for is left to who answers programs. */
    @Test
    void anAddressThatIsNoPageIsOneInABrowser() throws Exception {
        String browser = "text/html,application/xhtml+xml,*/*;q=0.8";
        HttpResponse<byte[]> lost = get("/nonesuch/page", "Accept", browser);
        assertThat(lost.statusCode()).isEqualTo(404);
        assertThat(new String(lost.body(), StandardCharsets.UTF_8)).contains("id=\"app\"");
        assertThat(header(lost, "content-security-policy")).contains("default-src 'self'");
        for (String path : List.of("/api/nonesuch", "/assets/nonesuch.js", "/sessions/nonesuch/", "/metrics")) {
            assertThat(new String(get(path, "Accept", browser).body(), StandardCharsets.UTF_8))
                    .as(path)
                    .doesNotContain("id=\"app\"");
        }
        assertThat(new String(
                        get("/nonesuch/page", "Accept", "application/json").body(), StandardCharsets.UTF_8))
                .doesNotContain("id=\"app\"");
    }

    @Test
    void onlyFindAsksForFindsModules() throws Exception {
        assertThat(page("/find")).contains("/sky/sky-map.js\"");
        assertThat(page("/")).contains("/sky/sky-map.js\"");
        assertThat(page("/basket")).doesNotContain("/sky/sky-map.js\"").contains("/core/router.js\"");
    }

    private static String app() throws Exception {
        Matcher found = APP.matcher(page("/find"));
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    private static String page(String path) throws Exception {
        HttpResponse<byte[]> page = get(path, "Accept", "text/html");
        assertThat(header(page, "content-security-policy")).contains("default-src 'self'");
        assertThat(header(page, "cache-control")).isEqualTo("no-cache");
        return new String(page.body(), StandardCharsets.UTF_8);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static HttpResponse<byte[]> get(String path, String name, String value)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.actualPort() + path);
        return CLIENT.send(
                HttpRequest.newBuilder(uri).header(name, value).build(), HttpResponse.BodyHandlers.ofByteArray());
    }
}
