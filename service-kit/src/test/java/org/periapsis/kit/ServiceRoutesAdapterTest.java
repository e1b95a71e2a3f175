package org.periapsis.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.auth.IssuerPair;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.observe.Observer;

class ServiceRoutesAdapterTest {
    private static final String ISSUER = "https://issuer.test";
    private final Vertx vertx = Vertx.vertx();
    private final Observer observer = new Observer("test", "");
    private final HttpClient client = HttpClient.newHttpClient();
    private Tokens tokens;
    private int port;

    @BeforeEach
    void start() throws Exception {
        IssuerPair pair = IssuerPair.make();
        String publicKey = pair.publicKey();
        tokens = Tokens.issuing(vertx, ISSUER, publicKey, pair.privateKey());
        Router router = ServiceRoutes.base(vertx, Tokens.checking(vertx, ISSUER, publicKey), observer, failure -> null);
        router.get("/who").handler(context -> {
            Caller caller = ServiceRoutes.caller(context);
            context.json(new JsonObject().put("name", caller.name()).put("roles", List.copyOf(caller.roles())));
        });
        router.get("/mine")
                .handler(context -> context.json(new JsonObject()
                        .put("subject", ServiceRoutes.signedIn(context).subject())));
        router.get("/bad").handler(context -> {
            throw Problem.badRequest("radius", "radius is not a number", "Give degrees")
                    .exception();
        });
        router.get("/broken").handler(context -> {
            throw new IllegalStateException("secret diagnostics");
        });
        Router mounted = Router.router(vertx);
        mounted.route(HttpMethod.GET, "/things/:id").handler(context -> context.json(new JsonObject()));
        mounted.route(HttpMethod.DELETE, "/things/:id").handler(context -> context.json(new JsonObject()));
        router.route("/*").subRouter(mounted);
        router.route("/closed/*").handler(context -> {
            ServiceRoutes.signedIn(context);
            context.next();
        });
        router.get("/closed/things").handler(context -> context.json(new JsonObject()));
        router.get("/under/*").handler(RoutingContext::next);
        ServiceRoutes.nothingElse(router);
        port = get(ServiceRoutes.listen(vertx, router, new HttpConfig("127.0.0.1", 0, ISSUER, publicKey)))
                .actualPort();
    }

    @AfterEach
    void stop() throws Exception {
        get(vertx.close());
    }

    @Test
    void knowsTheCallerOfAValidToken() throws Exception {
        String token = tokens.issue("ada", "Ada", List.of("user", "archive:esa"), List.of("t1"), Duration.ofMinutes(1));
        JsonObject answer = new JsonObject(request("/who", token).body());
        assertThat(answer.getString("name")).isEqualTo("Ada");
        assertThat(answer.getJsonArray("roles")).contains("archive:esa");
    }

    @Test
    void aTextThatNoStoreTakesIsRefusedBeforeAnybodyWorksOnIt() throws Exception {
        for (String path : List.of(
                "/who?q=a%00b",
                "/who?a%00b=1",
                "/who?q=%1b",
                "/who?p=1&q=%ff",
                "/who?q=%C3%28",
                "/who?%e9=1",
                "/things/a%00b",
                "/things/a%e9",
                "/nowhere/%00")) {
            HttpResponse<String> response = request(path, "");
            assertThat(response.statusCode()).as(path).isEqualTo(400);
            assertThat(new JsonObject(response.body()).getString("field")).isIn("q", "query", "path");
            assertThat(new JsonObject(response.body()).getString("remedy")).isNotEmpty();
        }
        assertThat(request("/who?q=%D7%A9%0A%09&r=%EF%BF%BD", "").statusCode()).isEqualTo(200);
    }

    @Test
    void takesAnotherTokenForAnotherCaller() throws Exception {
        String ada = tokens.issue("ada", "Ada", List.of("user"), List.of(), Duration.ofMinutes(1));
        String eve = tokens.issue("eve", "Eve", List.of(), List.of(), Duration.ofMinutes(1));
        for (int i = 0; i < 2; i++) {
            assertThat(new JsonObject(request("/who", ada).body()).getString("name"))
                    .isEqualTo("Ada");
            assertThat(new JsonObject(request("/who", eve).body()).getString("name"))
                    .isEqualTo("Eve");
        }
    }

    @Test
    void answersAnInvalidTokenWith401AndNothingElse() throws Exception {
        String expired = tokens.issue("ada", "Ada", List.of(), List.of(), Duration.ofMinutes(-1));
        String valid = tokens.issue("ada", "Ada", List.of(), List.of(), Duration.ofMinutes(1));
        String forged = tokens.issue("ada", "Ada", List.of("operator"), List.of(), Duration.ofMinutes(1));
        String mixed = forged.substring(0, forged.lastIndexOf('.')) + valid.substring(valid.lastIndexOf('.'));
        for (String token : List.of("rubbish", expired, mixed)) {
            HttpResponse<String> response = request("/who", token);
            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(new JsonObject(response.body()).getString("field")).isEqualTo("Authorization");
        }
    }

    @Test
    void asksNobodyToSignIn() throws Exception {
        HttpResponse<String> response = request("/mine", null);
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(response.headers().firstValue("www-authenticate")).isPresent();
    }

    @Test
    void namesFieldAndRemedyOfABadRequest() throws Exception {
        JsonObject problem = new JsonObject(request("/bad", null).body());
        assertThat(problem.getString("field")).isEqualTo("radius");
        assertThat(problem.getString("remedy")).isEqualTo("Give degrees");
        assertThat(problem.getInteger("status")).isEqualTo(400);
    }

    @Test
    void keepsDiagnosticsFromTheClient() throws Exception {
        HttpResponse<String> response = request("/broken", null);
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).doesNotContain("secret diagnostics");
    }

    @Test
    void isReadyWhenEveryPartIs() throws Exception {
        observer.check("kafka", true, "reading");
        assertThat(request("/health/ready", null).statusCode()).isEqualTo(200);
        observer.check("postgres", false, "connection refused");
        HttpResponse<String> response = request("/health/ready", null);
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("connection refused").contains("since");
    }

    @Test
    void isNotLiveWhenAThreadHasDied() throws Exception {
        assertThat(request("/health/live", null).statusCode()).isEqualTo(200);
        observer.reader("log").stopped("our code fails on most records");
        assertThat(request("/health/live", null).statusCode())
                .as("a start would not help")
                .isEqualTo(200);
        assertThat(request("/health/ready", null).body()).contains("stopped: our code fails on most records");
        observer.died("kit-reader", "java.lang.OutOfMemoryError");
        HttpResponse<String> response = request("/health/live", null);
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("kit-reader").contains("OutOfMemoryError");
    }

    @Test
    void saysWhatIsSetAsideAlsoWhenItIsReady() throws Exception {
        observer.reader("view").reading(0, java.util.Optional.empty());
        observer.reader("view").setAside(2);
        HttpResponse<String> response = request("/health/ready", null);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .contains("\"view\":{\"state\":\"reading\",\"behind_records\":0,\"behind_s\":0.0,\"set_aside\":2}");
    }

    @Test
    void countsInThePrometheusFormat() throws Exception {
        observer.handled("reader", 3);
        assertThat(request("/metrics", null).body())
                .contains(Observer.EVENTS_HANDLED)
                .contains("consumer=\"reader\"")
                .contains(" 3.0");
    }

    @Test
    void answers404WithAProblem() throws Exception {
        HttpResponse<String> response = request("/nowhere", null);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(new JsonObject(response.body()).getString("instance")).isEqualTo("/nowhere");
    }

    @Test
    void answersAWrongMethodWith405AndNamesTheRightOnes() throws Exception {
        HttpResponse<String> plain = with("POST", "/who");
        assertThat(plain.statusCode()).isEqualTo(405);
        assertThat(plain.headers().firstValue("Allow")).hasValue("GET, HEAD");
        assertThat(plain.headers().firstValue("content-type")).hasValue("application/problem+json");
        JsonObject problem = new JsonObject(plain.body());
        assertThat(problem.getString("field")).isEqualTo("method");
        assertThat(problem.getString("remedy")).contains("GET");

        HttpResponse<String> ofAnId = with("PUT", "/things/7");
        assertThat(ofAnId.statusCode()).isEqualTo(405);
        assertThat(ofAnId.headers().firstValue("Allow")).hasValue("DELETE, GET, HEAD");
        assertThat(with("PATCH", "/under/a/b").headers().firstValue("Allow")).hasValue("GET, HEAD");
        assertThat(with("POST", "/health/live").statusCode()).isEqualTo(405);
    }

    @Test
    void answersHeadAsGetWithoutABody() throws Exception {
        for (String path : List.of("/who", "/things/7", "/health/live", "/metrics", "/bad", "/mine", "/nowhere")) {
            HttpResponse<String> get = with("GET", path);
            HttpResponse<String> head = with("HEAD", path);
            assertThat(head.statusCode()).as(path).isEqualTo(get.statusCode());
            assertThat(head.headers().firstValue("content-type"))
                    .as(path)
                    .isEqualTo(get.headers().firstValue("content-type"));
            assertThat(head.body()).as(path).isEmpty();
        }
    }

    @Test
    void refusesAWrongMethodBeforeItAsksAnybodyToSignIn() throws Exception {
        HttpResponse<String> refused = with("DELETE", "/closed/things");
        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(refused.headers().firstValue("Allow")).hasValue("GET, HEAD");
        assertThat(refused.headers().firstValue("www-authenticate")).isEmpty();
        assertThat(with("GET", "/closed/things").statusCode()).isEqualTo(401);
        assertThat(with("DELETE", "/closed/nothing").statusCode()).isEqualTo(401);
    }

    @Test
    void answers404WhereTheMethodIsRightAndNothingIsFound() throws Exception {
        assertThat(with("GET", "/under/a").statusCode()).isEqualTo(404);
        assertThat(with("POST", "/things/7/8").statusCode()).isEqualTo(404);
    }

    @Test
    void answersAPathThatCannotBeReadWithAProblem() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write("GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 400 ").contains("application/problem+json", "\"field\":\"path\"");
        }
    }

    private HttpResponse<String> with(String method, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> request(String path, String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
