package org.periapsis.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.portal.PortalIT.assertProblem;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How far a request comes, and what of it goes on. */
@ExtendWith(OnePortal.class)
class PortalRequestsIT {
    private static TestPortal portal;

    @BeforeAll
    static void start(TestPortal shared) {
        portal = shared;
    }

    @BeforeEach
    void reset() {
        portal.reset();
    }

    @ParameterizedTest
    @CsvSource({"Origin,http://evil.example", "Origin,null", "Sec-Fetch-Site,cross-site", "Sec-Fetch-Site,same-site"})
    void anotherSitesPageMayNotActWithTheCookie(String header, String value) throws Exception {
        String cookie = portal.signIn("ada", "user");
        for (String path :
                List.of("/api/sessions", "/auth/tokens", "/auth/logout", "/api/basket", "/api/basket/share")) {
            for (String method : List.of("POST", "PUT", "DELETE")) {
                HttpResponse<String> response = portal.send(method, path, "{}", "Cookie", cookie, header, value);
                assertProblem(response, 403);
                assertThat(new JsonObject(response.body()).getString("field")).isEqualTo("Origin");
            }
        }
        assertProblem(portal.send("POST", "/api/sessions", "{}", "Cookie", cookie), 403);
        assertThat(portal.sessions.seen()).isEmpty();
        assertThat(portal.send("POST", "/api/sessions", "{}", "Cookie", cookie, "Origin", portal.origin())
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/api/basket",
        "PUT,/api/basket",
        "DELETE,/api/basket/share",
        "GET,/api/sessions",
        "POST,/api/sessions",
        "DELETE,/api/sessions/1",
        "GET,/api/jobs",
        "POST,/api/jobs",
        "GET,/api/datalabs",
        "POST,/api/builds",
        "POST,/api/placements/preview",
        "GET,/api/sites",
        "POST,/api/archives/radio/products",
        "GET,/api/archives/radio/refusals",
        "POST,/api/products/resolve",
        "POST,/auth/tokens",
        "GET,/sessions/0b9d3c1e-0d0f-4c7e-8a9e-1f2d3c4b5a69/lab"
    })
    void whoIsNotSignedInIsAskedTo(String method, String path) throws Exception {
        HttpResponse<String> response = portal.send(method, path, method.equals("GET") ? null : "{}");
        assertProblem(response, 401);
        assertThat(response.headers().firstValue("www-authenticate")).isPresent();
        for (Upstream behind : List.of(portal.sessions, portal.indexer, portal.esac, portal.jive, portal.agent)) {
            assertThat(behind.seen()).isEmpty();
        }
    }

    @Test
    void whoIsNotSignedInFindsAndDownloads() throws Exception {
        assertThat(portal.send("GET", "/api/products?limit=1", null).statusCode())
                .isEqualTo(200);
        assertThat(portal.indexer.last().uri()).isEqualTo("/products?limit=1");
        assertThat(portal.indexer.last().headers()).doesNotContainKey("authorization");
        portal.indexer.answersJson(200, new JsonObject(Map.of("archive", "x", "sites", List.of("esac"))));
        assertThat(portal.send("GET", "/api/files/ivo%3A%2F%2Fa%3Fb%2Bc", null).statusCode())
                .isEqualTo(200);
        assertThat(portal.indexer.last().uri()).isEqualTo("/products/ivo%3A%2F%2Fa%3Fb%2Bc");
        assertThat(portal.esac.last().uri()).isEqualTo("/files/ivo%3A%2F%2Fa%3Fb%2Bc");
    }

    @Test
    void aFileComesFromItsArchivesHomeElseFromAnyOther() throws Exception {
        portal.indexer.answersJson(200, new JsonObject(Map.of("archive", "radio", "sites", List.of("esac", "jive"))));
        portal.esac.answers(request -> request.response().end("esac"));
        portal.jive.answers(request -> request.response().end("jive"));
        assertThat(portal.send("GET", "/api/files/p1", null).body()).isEqualTo("jive");
        portal.jive.answers(request -> request.response().setStatusCode(404).end("gone"));
        assertThat(portal.send("GET", "/api/files/p1", null).body()).isEqualTo("esac");
        portal.jive.down();
        try {
            assertThat(portal.send("GET", "/api/files/p1", null).body()).isEqualTo("esac");
        } finally {
            portal.jive.up();
        }
        portal.indexer.answersJson(404, new JsonObject(Map.of("detail", "No such product")));
        assertProblem(portal.send("GET", "/api/files/p1", null), 404);
        portal.indexer.answers(request -> request.response().end("no JSON"));
        assertProblem(portal.send("GET", "/api/files/p1", null), 502);
    }

    @Test
    void neitherTheCookieNorHeadersOfTheConnectionGoOn() throws Exception {
        String cookie = portal.signIn("ada", "user");
        for (String path : List.of("/api/products")) {
            String answer = portal.raw(
                    "GET " + path + " HTTP/1.1\r\nHost: " + portal.origin().substring(7)
                            + "\r\nConnection: keep-alive, X-Hop\r\nX-Hop: 1\r\nX-Stays: 2\r\nKeep-Alive: timeout=5\r\nTE: trailers\r\n"
                            + "Proxy-Authorization: Basic c2VjcmV0\r\nProxy-Connection: keep-alive\r\nUpgrade: something\r\n"
                            + "Authorization: token of-the-page\r\nCookie: " + cookie + "; a=b\r\n"
                            + "Traceparent: not-a-trace\r\n\r\n"
                            + "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 200 ");
        }
        for (Upstream.Seen seen : List.of(portal.indexer.last())) {
            assertThat(seen.headers())
                    .containsEntry("x-stays", "2")
                    .doesNotContainKeys(
                            "cookie",
                            "x-hop",
                            "keep-alive",
                            "te",
                            "proxy-authorization",
                            "proxy-connection",
                            "upgrade");
            assertThat(seen.headers().get("authorization")).startsWith("Bearer ey");
            assertThat(seen.headers().get("traceparent")).startsWith("00-");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/sessions/../auth/me",
                "/sessions/%2e%2e/auth/me",
                "/sessions/0b9d3c1e-0d0f-4c7e-8a9e-1f2d3c4b5a69/../../api/products",
                "/sessions/0b9d3c1e-0d0f-4c7e-8a9e-1f2d3c4b5a69/%2E%2E/x",
                "/sessions/..%2Fdatalabs%2Fx/",
                "/sessions/x%0d%0aSet-Cookie:%20periapsis=evil/",
                "/sessions/x%0d%0aSet-Cookie:%20periapsis=evil",
                "/sessions//x/",
                "/sessions%2F0b9d3c1e-0d0f-4c7e-8a9e-1f2d3c4b5a69/",
                "//api/products",
                "/api//products",
                "/x/../api/products",
                "/x/../health/ready",
                "/x/%2e%2e/metrics",
                "/%61pi/products",
                "/api/products/%zz",
                "/api/products?limit=1%",
                "/api/files/%",
                "/api/files/%00",
                "/api/products\\..\\x",
                "/assets/..%2F..%2Forg/periapsis/portal/PortalApp.class",
                "/assets/../index.html",
                "/webjars/%2e%2e/MANIFEST.MF",
                "*",
                "auth"
            })
    void aHostilePathReachesNothing(String path) throws Exception {
        portal.ready("ada");
        String answer = portal.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: "
                + portal.signIn("ada", "user") + "\r\n\r\n");
        assertThat(answer).matches("(?s)HTTP/1.1 4\\d\\d .*").contains("application/problem+json");
        assertThat(answer.substring(0, answer.indexOf("\r\n\r\n"))).doesNotContainIgnoringCase("set-cookie");
        for (Upstream behind : List.of(portal.sessions, portal.indexer, portal.esac, portal.agent)) {
            assertThat(behind.seen()).isEmpty();
        }
    }

    @Test
    void anAbsoluteTargetIsTakenByItsPath() throws Exception {
        String answer = portal.raw(
                "GET http://elsewhere.example/api/products?a=b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200 ");
        assertThat(portal.indexer.last().uri()).isEqualTo("/products?a=b");
    }

    @Test
    void pagesAllowNoForeignAndNoInlineCode() throws Exception {
        HttpResponse<String> page = portal.send("GET", "/find", null);
        assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                .contains("default-src 'self'")
                .doesNotContain("unsafe");
        assertThat(portal.send("GET", "/.well-known/jwks.json", null).body()).contains("P-256");
    }
}
