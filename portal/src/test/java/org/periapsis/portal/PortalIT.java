package org.periapsis.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.periapsis.kit.postgres.ViewStore;

/** Who comes in, how far, and with what. */
class PortalIT {
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
    }

    @Test
    void aSignInLinkWorksOnce() throws Exception {
        String link = portal.link("ada", "user");
        HttpResponse<String> first = portal.send("GET", link, null);
        assertThat(first.statusCode()).isEqualTo(303);
        assertThat(first.headers().firstValue("location")).hasValue("/find");
        assertThat(first.headers().firstValue("set-cookie").orElseThrow())
                .containsIgnoringCase("HttpOnly")
                .contains("SameSite=Lax");
        HttpResponse<String> second = portal.send("GET", link, null);
        assertProblem(second, 410);
        assertThat(second.headers().firstValue("set-cookie")).isEmpty();
        assertThat(new JsonObject(second.body()).getString("remedy")).contains("periapsis link");
    }

    @Test
    void onlyTheOperatorsSecretOrAnOperatorMakesLinks() throws Exception {
        String body = "{\"user\": \"eve\", \"roles\": [\"operator\"]}";
        assertProblem(portal.send("POST", "/auth/links", body), 401);
        assertProblem(portal.send("POST", "/auth/links", body, "Periapsis-Link-Secret", "guessed"), 401);
        assertProblem(
                portal.send("POST", "/auth/links", body, "Authorization", "Bearer " + portal.token("eve", "user")),
                403);
        assertThat(portal.send(
                                "POST",
                                "/auth/links",
                                body,
                                "Authorization",
                                "Bearer " + portal.token("root", "operator"))
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void aCookieSurvivesARestart() throws Exception {
        String cookie = portal.signIn("grace", "user");
        portal.stop();
        portal.start();
        JsonObject me = me(cookie);
        assertThat(me.getString("subject")).isEqualTo("grace");
        assertThat(me.getJsonArray("teams")).contains("personal-grace");
    }

    @Test
    void signingOutEndsTheCookie() throws Exception {
        String cookie = portal.signIn("grace", "user");
        assertThat(me(cookie).getBoolean("anonymous")).isFalse();
        assertThat(portal.send("POST", "/auth/logout", null, "Cookie", cookie, "Origin", portal.origin())
                        .statusCode())
                .isEqualTo(204);
        assertThat(me(cookie).getBoolean("anonymous")).isTrue();
    }

    @Test
    void aLookAtALinkDoesNotUseIt() throws Exception {
        String link = portal.link("grace", "user");
        HttpResponse<String> look = portal.send("HEAD", link, null);
        assertThat(look.statusCode()).isEqualTo(405);
        assertThat(look.headers().firstValue("allow")).hasValue("GET");
        assertThat(portal.send("GET", link, null).statusCode()).isEqualTo(303);
        assertThat(portal.send("HEAD", "/auth/me", null).statusCode()).isEqualTo(200);
    }

    /** Else whoever visits a page of eve's would upload into eve's archive. */
    @Test
    void anotherSitesPageMakesNobodyAnother() throws Exception {
        String link = portal.link("eve", "user");
        for (String[] taken : List.of(new String[] {"no-cors", "image"}, new String[] {"navigate", "iframe"})) {
            HttpResponse<String> embedded = portal.send(
                    "GET",
                    link,
                    null,
                    "Sec-Fetch-Site",
                    "cross-site",
                    "Sec-Fetch-Mode",
                    taken[0],
                    "Sec-Fetch-Dest",
                    taken[1]);
            assertProblem(embedded, 403);
            assertThat(embedded.headers().firstValue("set-cookie")).isEmpty();
        }
        String grace = portal.signIn("grace", "user");
        for (String site : List.of("cross-site", "same-site")) {
            HttpResponse<String> led = navigated(link, site, grace);
            assertThat(led.statusCode()).isEqualTo(303);
            assertThat(led.headers().firstValue("location"))
                    .hasValue("/sign-in?link=" + link.substring(link.lastIndexOf('/') + 1));
            assertThat(led.headers().firstValue("set-cookie")).isEmpty();
        }
        // Nor does a page of the portal's own, to which somebody may have been led.
        assertThat(navigated(link, "same-origin", grace).headers().firstValue("set-cookie"))
                .isEmpty();
        assertThat(navigated(link, "cross-site", "none=1").headers().firstValue("location"))
                .as("nobody is signed in yet, and whose link it is the visitor does not know")
                .hasValueSatisfying(place -> assertThat(place).startsWith("/sign-in?link="));
        assertProblem(portal.send("GET", link, null, "Sec-Purpose", "prefetch"), 403);
        assertProblem(form(link, grace, "http://evil.example"), 403);
        // Nothing of this has used it: asked, one may still follow it.
        HttpResponse<String> followed = form(link, grace, portal.origin());
        assertThat(followed.statusCode()).isEqualTo(303);
        assertThat(followed.headers().firstValue("set-cookie")).isPresent();
        // Typed, or handed over by another program, it asks nothing.
        assertThat(navigated(portal.link("ada", "user"), "none", grace)
                        .headers()
                        .firstValue("set-cookie"))
                .isPresent();
    }

    private static HttpResponse<String> form(String link, String cookie, String origin) throws Exception {
        return portal.send(
                "POST",
                link,
                "",
                "Cookie",
                cookie,
                "Content-Type",
                "application/x-www-form-urlencoded",
                "Origin",
                origin);
    }

    private static HttpResponse<String> navigated(String link, String site, String cookie) throws Exception {
        return portal.send(
                "GET",
                link,
                null,
                "Cookie",
                cookie,
                "Sec-Fetch-Site",
                site,
                "Sec-Fetch-Mode",
                "navigate",
                "Sec-Fetch-Dest",
                "document");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "periapsis=",
                "periapsis=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "periapsis='; drop table cookie_session; --",
                "periapsis=%00%ff",
                "=;=;;periapsis",
                "other=1"
            })
    void whoBringsAWrongCookieIsNobody(String cookie) throws Exception {
        assertThat(me(cookie).getBoolean("anonymous")).isTrue();
        assertProblem(portal.send("GET", "/api/basket", null, "Cookie", cookie), 401);
    }

    @Test
    void whoBringsAnExpiredCookieOrLinkIsNobody() throws Exception {
        String cookie = portal.signIn("old", "user");
        String link = portal.link("old", "user");
        try (Connection connection = ViewStore.open(portal.stack.postgresConfig("portal"));
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "update cookie_session set expires_at = now() - interval '1 second' where subject = 'old'");
            statement.execute("update sign_in_link set expires_at = now() - interval '1 second' where subject = 'old'");
        }
        assertThat(me(cookie).getBoolean("anonymous")).isTrue();
        assertProblem(portal.send("GET", link, null), 410);
    }

    @ParameterizedTest
    @CsvSource({"Origin,http://evil.example", "Origin,null", "Sec-Fetch-Site,cross-site", "Sec-Fetch-Site,same-site"})
    void anotherSitesPageMayNotActWithTheCookie(String header, String value) throws Exception {
        String cookie = portal.signIn("ada", "user");
        for (String path : List.of("/api/sessions", "/auth/tokens", "/auth/logout", "/api/basket")) {
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
                "/%61pi/products",
                "/api/products/%zz",
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/auth/links|body|[1]",
                "/auth/links|body|{",
                "/auth/links|user|{}",
                "/auth/links|user|{'user': 7}",
                "/auth/links|roles|{'user': 'ada', 'roles': 'user'}",
                "/auth/links|roles|{'user': 'ada', 'roles': [1]}",
                "/auth/links|roles|{'user': 'ada', 'roles': ['root']}",
                "/auth/links|next|{'user': 'ada', 'next': 1}",
                "/auth/tokens|life_s|{'life_s': 'long'}",
                "/auth/tokens|life_s|{'life_s': 0}",
                "/auth/tokens|life_s|{'life_s': 1e99}",
                "/auth/tokens|roles|{'roles': {}}",
                "/auth/tokens|roles|{'roles': ['operator']}"
            })
    void namesTheFieldOfABadBody(String path, String field, String body) throws Exception {
        HttpResponse<String> response = portal.send(
                "POST",
                path,
                body.replace('\'', '"'),
                "Periapsis-Link-Secret",
                TestPortal.LINK_SECRET,
                "Authorization",
                "Bearer " + portal.token("ada", "user"));
        assertProblem(response, 400);
        assertThat(new JsonObject(response.body()).getString("field")).isEqualTo(field);
    }

    @Test
    void aTokenForAProgramIsNoMoreThanItsOwner() throws Exception {
        String cookie = portal.signIn("ada", "user", "archive:radio");
        HttpResponse<String> made = portal.send(
                "POST",
                "/auth/tokens",
                "{\"roles\": [\"user\"], \"life_s\": 60}",
                "Cookie",
                cookie,
                "Origin",
                portal.origin());
        assertThat(made.statusCode()).isEqualTo(201);
        String token = new JsonObject(made.body()).getString("token");
        JsonObject me = new JsonObject(portal.send("GET", "/auth/me", null, "Authorization", "Bearer " + token)
                .body());
        assertThat(me.getString("subject")).isEqualTo("ada");
        assertThat(me.getJsonArray("roles")).containsExactly("user");
        assertProblem(
                portal.send(
                        "GET", "/auth/me", null, "Authorization", "Bearer " + token.substring(0, token.length() - 4)),
                401);
    }

    @Test
    void pagesAllowNoForeignAndNoInlineCode() throws Exception {
        HttpResponse<String> page = portal.send("GET", "/find", null);
        assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                .contains("default-src 'self'")
                .doesNotContain("unsafe");
        assertThat(portal.send("GET", "/.well-known/jwks.json", null).body()).contains("P-256");
    }

    private static JsonObject me(String cookie) throws Exception {
        return new JsonObject(
                portal.send("GET", "/auth/me", null, "Cookie", cookie).body());
    }

    static void assertProblem(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(new JsonObject(response.body()).getInteger("status")).isEqualTo(status);
    }
}
