package org.periapsis.portal.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.auth.Grant;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.observe.Observer;
import org.periapsis.portal.domain.ByteAllowance;

/** Bytes that one person may write. */
class WrittenBytesAdapterTest {
    private static final int BODY = 100_000;
    private static final Clock STILL = Clock.fixed(Instant.parse("2026-11-22T06:00:00Z"), ZoneOffset.UTC);

    private final Vertx vertx = Vertx.vertx();
    private int port;

    @BeforeEach
    void start() throws Exception {
        ByteAllowance allowance = new ByteAllowance(STILL, new ByteAllowance.Rate(3 * BODY, 1_000));
        Router router = ServiceRoutes.front(vertx, null, new Observer("portal", ""), failure -> null);
        router.route().handler(WrittenBytesAdapterTest::identified);
        router.route().handler(new WrittenBytes(allowance));
        router.route().handler(context -> context.request()
                .body()
                .onSuccess(body -> context.response().setStatusCode(202).end())
                .onFailure(context::fail));
        port = ServiceRoutes.listen(vertx, router, new HttpConfig("127.0.0.1", 0, "", ""))
                .await(20, TimeUnit.SECONDS)
                .actualPort();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    private static void identified(RoutingContext context) {
        ServiceRoutes.identified(
                context,
                new Caller(
                        "https://issuer",
                        context.request().getHeader("Person"),
                        "",
                        Set.of("user"),
                        List.of(),
                        "",
                        Grant.NONE));
        context.next();
    }

    private HttpClientResponse send(String person, HttpMethod method, String path, boolean chunked) throws Exception {
        Buffer body = Buffer.buffer(new byte[BODY]);
        return vertx.createHttpClient()
                .request(method, port, "127.0.0.1", path)
                .compose(request -> {
                    request.putHeader("Person", person);
                    if (chunked) {
                        request.setChunked(true);
                        return request.write(body)
                                .compose(sent -> request.end())
                                .compose(sent -> request.response());
                    }
                    return HttpMethod.GET.equals(method) ? request.send() : request.send(body);
                })
                .await(20, TimeUnit.SECONDS);
    }

    private int status(String person, HttpMethod method, String path) throws Exception {
        return send(person, method, path, false).statusCode();
    }

    private void spend(String person, boolean chunked) throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(send(person, HttpMethod.PUT, "/api/basket", chunked).statusCode())
                    .isEqualTo(202);
        }
    }

    @Test
    void whoHasWrittenTooMuchIsToldWhenToGoOn() throws Exception {
        spend("ada", false);
        HttpClientResponse refused = send("ada", HttpMethod.PUT, "/api/basket", false);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(refused.getHeader("Retry-After"))).isPositive();
    }

    @Test
    void aBodyThatDoesNotSayItsLengthCountsToo() throws Exception {
        spend("ada", true);
        assertThat(status("ada", HttpMethod.POST, "/api/sessions")).isEqualTo(429);
    }

    @Test
    void othersReadsAndFilesOfArchivesGoOn() throws Exception {
        spend("ada", false);
        assertThat(status("bob", HttpMethod.PUT, "/api/basket")).isEqualTo(202);
        assertThat(status("ada", HttpMethod.GET, "/api/basket")).isEqualTo(202);
        assertThat(status("ada", HttpMethod.POST, "/api/archives/sky/products")).isEqualTo(202);
        assertThat(status("ada", HttpMethod.POST, "/api/products/summary")).isEqualTo(202);
        assertThat(status("ada", HttpMethod.POST, "/api/placements/preview")).isEqualTo(202);
    }
}
