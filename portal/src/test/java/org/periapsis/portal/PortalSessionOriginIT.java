package org.periapsis.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.portal.SessionVisit.HTML;
import static org.periapsis.portal.SessionVisit.PATH;
import static org.periapsis.portal.TestPortal.SESSION;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing of the portal is at a session's host, nor of the session at the portal's; no other page has a part in either. */
@ExtendWith(OnePortal.class)
class PortalSessionOriginIT {
    private static TestPortal portal;
    private static SessionVisit visit;
    private static RawHttp http;

    @BeforeAll
    static void start(TestPortal shared) {
        portal = shared;
        visit = new SessionVisit(portal);
        http = visit.http;
    }

    @BeforeEach
    void begin() {
        visit.begin();
    }

    /** On the code before, each of these was the program's page on the portal's origin. */
    @ParameterizedTest
    @CsvSource({
        "GET,cors,empty,same-origin",
        "GET,no-cors,image,same-site",
        "GET,no-cors,script,same-origin",
        "GET,navigate,iframe,same-origin",
        "POST,navigate,document,same-origin",
        "POST,cors,empty,same-origin"
    })
    void thePortalsCookieNeverBringsContentOnThePortalsHost(String method, String mode, String dest, String site)
            throws Exception {
        String cookie = portal.signIn("ada", "user");
        RawHttp.Answer answer = http.send(
                visit.home(),
                method,
                PATH,
                "Cookie",
                cookie,
                "Origin",
                portal.origin(),
                "Accept",
                HTML,
                "Sec-Fetch-Mode",
                mode,
                "Sec-Fetch-Dest",
                dest,
                "Sec-Fetch-Site",
                site);
        assertThat(answer.status()).isIn(401, 403);
        assertThat(portal.agent.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/auth/me",
                "/auth/links",
                "/api/products",
                "/api/sessions",
                "/find",
                "/sign-in",
                "/running",
                "/assets/app.js",
                "/health/live",
                "/metrics",
                "/.well-known/jwks.json",
                "/.periapsis/other",
                "/sessions/00000000-0000-4000-8000-000000000000/lab"
            })
    void nothingOfThePortalIsOnASessionsHost(String path) throws Exception {
        String cookie = portal.signIn("ada", "user");
        String entry = visit.enter(cookie);
        portal.reset();
        portal.ready("ada");
        RawHttp.Answer answer = http.send(visit.host(), "GET", path, "Cookie", entry + "; " + cookie, "Accept", HTML);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("content-type").orElse("")).startsWith("application/problem+json");
        assertThat(portal.agent.seen()).isEmpty();
        assertThat(portal.indexer.seen()).isEmpty();
    }

    @Test
    void noTokenOrCookieOfThePortalGoesToAProgram() throws Exception {
        String cookie = portal.signIn("ada", "user");
        String entry = visit.enter(cookie);
        String token = portal.token("ada", "user");
        String cookies = "_xsrf=1; " + entry + "; " + cookie + "; __Host-periapsis=a; periapsis-wanted=1; b=2";
        http.send(
                visit.host(),
                "GET",
                PATH,
                "Cookie",
                cookies,
                "Authorization",
                "Bearer " + token,
                "Sec-Fetch-Site",
                "none");
        assertThat(portal.agent.last().headers())
                .containsEntry("cookie", "_xsrf=1; b=2")
                .doesNotContainKey("authorization");
        String pass = portal.agent.last().headers().get("periapsis-session-pass");
        assertThat(portal.passes(pass)).isTrue();
        // What the agent holds is good for nothing else.
        assertThat(portal.send("GET", "/api/sessions", null, "Authorization", "Bearer " + pass)
                        .statusCode())
                .isEqualTo(401);
        http.send(visit.home(), "GET", PATH, "Cookie", cookies, "Authorization", "Bearer " + token);
        assertThat(portal.agent.last().headers()).doesNotContainKeys("cookie", "authorization");
        http.send(visit.host(), "GET", PATH, "Cookie", entry, "Periapsis-Session-Pass", "forged");
        assertThat(portal.agent.last().headers().get("periapsis-session-pass")).doesNotContain("forged");
    }

    @Test
    void anotherOriginsPageHasNoPartInASession() throws Exception {
        String entry = visit.enter(portal.signIn("ada", "user"));
        portal.reset();
        portal.ready("ada");
        String neighbour = "http://" + SESSION.replace('0', '1') + ".localhost:" + portal.port();
        for (String origin : List.of(neighbour, portal.origin(), "null")) {
            assertThat(http.send(visit.host(), "POST", PATH, "Cookie", entry, "Origin", origin, "Content-Length", "0")
                            .status())
                    .isEqualTo(403);
            assertThat(visit.upgrade(entry, origin).status()).isEqualTo(403);
        }
        assertThat(http.send(visit.host(), "DELETE", PATH, "Cookie", entry).status())
                .isEqualTo(403);
        for (String dest : List.of("image", "iframe", "script", "empty")) {
            RawHttp.Answer answer = http.send(
                    visit.host(),
                    "GET",
                    PATH,
                    "Cookie",
                    entry,
                    "Sec-Fetch-Site",
                    "same-site",
                    "Sec-Fetch-Mode",
                    dest.equals("iframe") ? "navigate" : "no-cors",
                    "Sec-Fetch-Dest",
                    dest);
            assertThat(answer.status()).as(dest).isEqualTo(403);
        }
        assertThat(portal.agent.seen()).isEmpty();
    }

    /** The cookie that comes along with what a neighbour embeds is not looked at. */
    @Test
    void whatANeighboursPageTakesFromThePortalIsWhatIsPublic() throws Exception {
        String cookie = portal.signIn("ada", "operator");
        for (String mode : List.of("cors", "no-cors")) {
            RawHttp.Answer me = http.send(
                    visit.home(),
                    "GET",
                    "/auth/me",
                    "Cookie",
                    cookie,
                    "Sec-Fetch-Site",
                    "same-site",
                    "Sec-Fetch-Mode",
                    mode);
            assertThat(me.body()).contains("\"anonymous\":true");
        }
        RawHttp.Answer own = http.send(
                visit.home(),
                "GET",
                "/auth/me",
                "Cookie",
                cookie,
                "Sec-Fetch-Site",
                "same-origin",
                "Sec-Fetch-Mode",
                "cors");
        assertThat(own.body()).contains("\"anonymous\":false");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x.localhost",
                "0b9d3c1e-0d0f-4c7e-8a9e-1f2d3c4b5a69.localhost.",
                "a.0b9d3c1e-0d0f-4c7e-8a9e-1f2d3c4b5a69.localhost",
                "0b9d3c1e-0d0f-4c7e-8a9e-1f2d3c4b5a69.localhost\r\nHost: 127.0.0.1",
                "127.0.0.1\r\nHost: 0b9d3c1e-0d0f-4c7e-8a9e-1f2d3c4b5a69.localhost"
            })
    void aHostThatHasNoOneReadingGetsNothing(String host) throws Exception {
        String cookie = portal.signIn("ada", "user");
        assertThat(http.send(host, "GET", "/auth/me", "Cookie", cookie).status())
                .isIn(400, 421);
        assertThat(http.send(host, "GET", PATH, "Cookie", cookie).status()).isIn(400, 421);
        assertThat(portal.agent.seen()).isEmpty();
    }

    @Test
    void aTargetWithAnotherHostGetsNothing() throws Exception {
        String entry = visit.enter(portal.signIn("ada", "user"));
        portal.reset();
        portal.ready("ada");
        assertThat(http.send(visit.host(), "GET", "http://" + visit.home() + PATH, "Cookie", entry)
                        .status())
                .isIn(400, 421);
        assertThat(http.send(visit.host(), "GET", "http://" + visit.host() + PATH, "Cookie", entry)
                        .status())
                .isEqualTo(200);
    }
}
