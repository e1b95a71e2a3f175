package org.periapsis.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpServerRequest;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.periapsis.embedded.Patience;
import org.periapsis.kit.postgres.ViewStore;

/** Browsers enter a session at a host of its own, and nothing of the portal is there. */
class PortalSessionIT {
    private static final String SESSION = TestPortal.SESSION;
    private static final String PATH = "/sessions/" + SESSION + "/lab";
    private static final String HTML = "text/html,application/xhtml+xml";
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    @TempDir
    private static Path directory;

    private static TestPortal portal;
    private static RawHttp http;

    @BeforeAll
    static void start() throws Exception {
        portal = new TestPortal(directory);
        http = new RawHttp(portal);
    }

    @AfterAll
    static void stop() throws Exception {
        portal.close();
    }

    @BeforeEach
    void reset() {
        portal.reset();
        portal.ready("ada");
        portal.agent.answers(PortalSessionIT::page);
    }

    private static void page(HttpServerRequest request) {
        request.response()
                .putHeader("Content-Type", "text/html")
                .putHeader("Content-Security-Policy", "frame-ancestors 'self'; report-uri /x")
                .putHeader("Cross-Origin-Opener-Policy", "unsafe-none")
                .putHeader("Access-Control-Allow-Origin", "*")
                .putHeader("Service-Worker-Allowed", "/")
                .putHeader("Clear-Site-Data", "\"cookies\"")
                .putHeader("Set-Cookie", (Iterable<String>) List.of(
                        "_xsrf=2; Domain=localhost; Path=/; HttpOnly",
                        "periapsis=evil; Path=/",
                        "__Host-periapsis-session=evil; Secure; Path=/"))
                .end("the program's page");
    }

    private static String host() {
        return SESSION + ".localhost:" + portal.port();
    }

    private static String home() {
        return "127.0.0.1:" + portal.port();
    }

    private static String ticket(String cookie) throws Exception {
        RawHttp.Answer sent = http.send(home(), "GET", PATH + "?a=%20b", "Cookie", cookie, "Accept", HTML);
        assertThat(sent.status()).isEqualTo(303);
        URI place = URI.create(sent.header("location").orElseThrow());
        assertThat(place.getAuthority()).isEqualTo(host());
        assertThat(sent.header("referrer-policy")).hasValue("no-referrer");
        assertThat(sent.header("cache-control")).hasValue("no-store");
        return place.getRawPath() + "?" + place.getRawQuery();
    }

    /** @return the entry cookie, as it is sent */
    private static String enter(String cookie) throws Exception {
        RawHttp.Answer entered = http.send(host(), "GET", ticket(cookie), "Accept", HTML);
        assertThat(entered.status()).isEqualTo(303);
        assertThat(entered.header("location")).hasValue(PATH + "?a=%20b");
        String given = entered.header("set-cookie").orElseThrow();
        return given.substring(0, given.indexOf(';'));
    }

    @Test
    void aBrowserIsSentToTheSessionsOwnHostAndSeesItThere() throws Exception {
        String entry = enter(portal.signIn("ada", "user"));
        RawHttp.Answer page = http.send(host(), "GET", PATH, "Cookie", entry, "Accept", HTML);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).contains("the program's page");
        assertThat(portal.agent.last().uri()).isEqualTo(PATH);
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
                home(),
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

    @Test
    void aTicketIsGoodOnce() throws Exception {
        String ticket = ticket(portal.signIn("ada", "user"));
        assertThat(http.send(host(), "HEAD", ticket).status()).isEqualTo(405);
        assertThat(http.send(host(), "GET", ticket).status()).isEqualTo(303);
        RawHttp.Answer again = http.send(host(), "GET", ticket);
        assertThat(again.status()).isEqualTo(410);
        assertThat(again.headers()).noneMatch(header -> header[0].equals("set-cookie"));
        assertThat(again.body()).contains("href=\"" + portal.origin() + "/sessions/" + SESSION + "/\"");
    }

    @Test
    void whoHasEnteredKeepsTheCookieAndAnotherPersonGetsAnother() throws Exception {
        String cookie = portal.signIn("ada", "user");
        String entry = enter(cookie);
        String again = http.send(host(), "GET", ticket(cookie), "Cookie", entry)
                .header("set-cookie")
                .orElseThrow();
        assertThat(again).startsWith(entry + ";");
        portal.inside.add("grace");
        String other = http.send(host(), "GET", ticket(portal.signIn("grace", "user")), "Cookie", entry)
                .header("set-cookie")
                .orElseThrow();
        assertThat(other).doesNotStartWith(entry + ";");
    }

    @Test
    void aTicketIsForOneSessionAndHalfAMinuteAndAPersonWhoIsSignedIn() throws Exception {
        String cookie = portal.signIn("ada", "user");
        String ticket = ticket(cookie);
        String other = SESSION.replace('0', '1') + ".localhost:" + portal.port();
        assertThat(http.send(other, "GET", ticket).status()).isEqualTo(410);
        sql("update session_ticket set expires_at = expires_at - interval '31 seconds'");
        assertThat(http.send(host(), "GET", ticket).status()).isEqualTo(410);
        String late = ticket(cookie);
        portal.send("POST", "/auth/logout", null, "Cookie", cookie, "Origin", portal.origin());
        assertThat(http.send(host(), "GET", late).status()).isEqualTo(410);
    }

    @Test
    void anEntryIsForOneSessionAndIsNoSignIn() throws Exception {
        String entry = enter(portal.signIn("ada", "user"));
        String other = SESSION.replace('0', '1');
        String there = other + ".localhost:" + portal.port();
        assertThat(http.send(there, "GET", "/sessions/" + other + "/", "Cookie", entry)
                        .status())
                .isEqualTo(401);
        String value = entry.substring(entry.indexOf('=') + 1);
        assertThat(portal.send("GET", "/auth/me", null, "Cookie", "periapsis=" + value)
                        .body())
                .contains("\"anonymous\":true");
        assertThat(portal.agent.seen()).isEmpty();
    }

    @Test
    void theEntryIsACookieOfThatHostAlone() throws Exception {
        String set = http.send(host(), "GET", ticket(portal.signIn("ada", "user")))
                .header("set-cookie")
                .orElseThrow();
        assertThat(set).startsWith("periapsis-session=").contains("Path=/", "HTTPOnly", "SameSite=Lax");
        assertThat(set).doesNotContainIgnoringCase("domain=");
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
        String entry = enter(cookie);
        portal.reset();
        portal.ready("ada");
        RawHttp.Answer answer = http.send(host(), "GET", path, "Cookie", entry + "; " + cookie, "Accept", HTML);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("content-type").orElse("")).startsWith("application/problem+json");
        assertThat(portal.agent.seen()).isEmpty();
        assertThat(portal.indexer.seen()).isEmpty();
    }

    @Test
    void noTokenOrCookieOfThePortalGoesToAProgram() throws Exception {
        String cookie = portal.signIn("ada", "user");
        String entry = enter(cookie);
        String token = portal.token("ada", "user");
        String cookies = "_xsrf=1; " + entry + "; " + cookie + "; __Host-periapsis=a; periapsis-wanted=1; b=2";
        http.send(host(), "GET", PATH, "Cookie", cookies, "Authorization", "Bearer " + token, "Sec-Fetch-Site", "none");
        assertThat(portal.agent.last().headers())
                .containsEntry("cookie", "_xsrf=1; b=2")
                .doesNotContainKey("authorization");
        String pass = portal.agent.last().headers().get("periapsis-session-pass");
        assertThat(portal.passes(pass)).isTrue();
        // What the agent holds is good for nothing else.
        assertThat(portal.send("GET", "/api/sessions", null, "Authorization", "Bearer " + pass)
                        .statusCode())
                .isEqualTo(401);
        http.send(home(), "GET", PATH, "Cookie", cookies, "Authorization", "Bearer " + token);
        assertThat(portal.agent.last().headers()).doesNotContainKeys("cookie", "authorization");
        http.send(host(), "GET", PATH, "Cookie", entry, "Periapsis-Session-Pass", "forged");
        assertThat(portal.agent.last().headers().get("periapsis-session-pass")).doesNotContain("forged");
    }

    @Test
    void whatAProgramSetsIsForItsOwnHost() throws Exception {
        String entry = enter(portal.signIn("ada", "user"));
        RawHttp.Answer page = http.send(host(), "GET", PATH, "Cookie", entry);
        assertThat(page.all("set-cookie")).containsExactly("_xsrf=2; Path=/; HttpOnly");
        assertThat(page.all("content-security-policy"))
                .containsExactly("frame-ancestors 'self'; report-uri /x", "frame-ancestors 'none'");
        assertThat(page.all("x-frame-options")).containsExactly("DENY");
        assertThat(page.all("cross-origin-opener-policy")).containsExactly("same-origin");
        assertThat(page.headers()).noneMatch(header -> header[0].equals("clear-site-data"));
        assertThat(page.headers()).noneMatch(header -> header[0].equals("service-worker-allowed"));
        RawHttp.Answer within = http.send(
                host(),
                "GET",
                PATH,
                "Cookie",
                entry,
                "Sec-Fetch-Dest",
                "iframe",
                "Sec-Fetch-Mode",
                "navigate",
                "Sec-Fetch-Site",
                "same-origin");
        assertThat(within.all("x-frame-options")).containsExactly("SAMEORIGIN");
    }

    /** A proxy that stands before the portal would take them for the portal's own orders. */
    @Test
    void aProgramGivesNoOrdersToAProxy() throws Exception {
        portal.agent.answers(request -> request.response()
                .putHeader("X-Accel-Redirect", "/internal/secret")
                .putHeader("X-Sendfile", "/etc/passwd")
                .putHeader("Periapsis-Position", "esac.periapsis.products.v1:0:1")
                .putHeader("X-Kept", "1")
                .end());
        String entry = enter(portal.signIn("ada", "user"));
        String token = "Bearer " + portal.token("ada", "user");
        for (RawHttp.Answer answer : List.of(
                http.send(host(), "GET", PATH, "Cookie", entry),
                http.send(home(), "GET", PATH, "Authorization", token))) {
            assertThat(answer.header("x-kept")).hasValue("1");
            assertThat(answer.headers())
                    .extracting(header -> header[0])
                    .doesNotContain("x-accel-redirect", "x-sendfile", "periapsis-position");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 102, 199, 0, 600, 999})
    void anAnswerThatIsNoneIsABrokenOne(int status) throws Exception {
        portal.agent.answers(request -> request.response().setStatusCode(status).end());
        String entry = enter(portal.signIn("ada", "user"));
        RawHttp.Answer answer = http.send(host(), "GET", PATH, "Cookie", entry);
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.body()).contains("broken-off");
    }

    @Test
    void aProgramsAnswerOnThePortalsHostIsNobodysPage() throws Exception {
        RawHttp.Answer page = http.send(home(), "GET", PATH, "Authorization", "Bearer " + portal.token("ada", "user"));
        assertThat(page.body()).contains("the program's page");
        assertThat(page.all("set-cookie")).isEmpty();
        assertThat(page.all("access-control-allow-origin")).isEmpty();
        assertThat(page.all("content-security-policy")).contains("sandbox; frame-ancestors 'none'");
    }

    /** Whatever a file holds, browsers take it for nobody's page. */
    @Test
    void aFileIsNoPageOfThePortals() throws Exception {
        portal.indexer.answersJson(
                200, new io.vertx.core.json.JsonObject().put("archive", "x").put("sites", List.of("esac")));
        portal.esac.answers(request ->
                request.response().putHeader("Content-Type", "text/html").end("<script>1</script>"));
        RawHttp.Answer file = http.send(home(), "GET", "/api/files/p1");
        assertThat(file.all("content-security-policy"))
                .containsExactly("sandbox; default-src 'none'; frame-ancestors 'none'");
        assertThat(file.all("x-content-type-options")).containsExactly("nosniff");
    }

    @Test
    void thePortalsPagesAreNeitherFramedNorHeldByAnotherWindow() throws Exception {
        RawHttp.Answer page = http.send(home(), "GET", "/find", "Accept", HTML);
        assertThat(page.header("content-security-policy").orElseThrow()).contains("frame-ancestors 'none'");
        assertThat(page.all("cross-origin-opener-policy")).containsExactly("same-origin");
        assertThat(page.all("x-frame-options")).containsExactly("DENY");
    }

    @Test
    void anotherOriginsPageHasNoPartInASession() throws Exception {
        String entry = enter(portal.signIn("ada", "user"));
        portal.reset();
        portal.ready("ada");
        String neighbour = "http://" + SESSION.replace('0', '1') + ".localhost:" + portal.port();
        for (String origin : List.of(neighbour, portal.origin(), "null")) {
            assertThat(http.send(host(), "POST", PATH, "Cookie", entry, "Origin", origin, "Content-Length", "0")
                            .status())
                    .isEqualTo(403);
            assertThat(upgrade(entry, origin).status()).isEqualTo(403);
        }
        assertThat(http.send(host(), "DELETE", PATH, "Cookie", entry).status()).isEqualTo(403);
        for (String dest : List.of("image", "iframe", "script", "empty")) {
            RawHttp.Answer answer = http.send(
                    host(),
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
                    home(), "GET", "/auth/me", "Cookie", cookie, "Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", mode);
            assertThat(me.body()).contains("\"anonymous\":true");
        }
        RawHttp.Answer own = http.send(
                home(), "GET", "/auth/me", "Cookie", cookie, "Sec-Fetch-Site", "same-origin", "Sec-Fetch-Mode", "cors");
        assertThat(own.body()).contains("\"anonymous\":false");
    }

    @Test
    void signingOutEndsTheEntryAndWhatIsOpen() throws Exception {
        String cookie = portal.signIn("ada", "user");
        String entry = enter(cookie);
        portal.agent.answers(request -> request.toWebSocket());
        try (Socket open = webSocket(host(), "Cookie", entry)) {
            portal.send("POST", "/auth/logout", null, "Cookie", cookie, "Origin", portal.origin());
            assertThat(untilClosed(open)).isTrue();
        }
        portal.agent.answers(PortalSessionIT::page);
        assertThat(http.send(host(), "GET", PATH, "Cookie", entry).status()).isEqualTo(401);
        RawHttp.Answer page = http.send(host(), "GET", PATH, "Cookie", entry, "Accept", HTML);
        assertThat(page.status()).isEqualTo(401);
        assertThat(page.body()).contains(portal.origin() + "/sessions/" + SESSION + "/");
    }

    @Test
    void whoIsPutOutIsCutOff() throws Exception {
        String cookie = portal.signIn("root", "operator");
        RawHttp.Answer before = http.send(home(), "GET", PATH, "Cookie", cookie, "Accept", HTML);
        assertThat(before.header("location")).hasValue("/running/" + SESSION);
        portal.inside.add("root");
        Patience.until("let in", TestPortal.PATIENCE, () -> redirect(cookie).startsWith("http://" + SESSION));
        String entry = enter(cookie);
        portal.agent.answers(request -> request.toWebSocket());
        String token = "Bearer " + portal.token("root", "operator");
        try (Socket open = webSocket(host(), "Cookie", entry);
                Socket program = webSocket(home(), "Authorization", token)) {
            portal.inside.remove("root");
            assertThat(untilClosed(open)).isTrue();
            assertThat(untilClosed(program)).isTrue();
        }
        assertThat(http.send(host(), "GET", PATH, "Cookie", entry).status()).isEqualTo(403);
        assertThat(http.send(home(), "GET", PATH, "Authorization", token).status())
                .isEqualTo(403);
    }

    private static String redirect(String cookie) {
        try {
            return http.send(home(), "GET", PATH, "Cookie", cookie, "Accept", HTML)
                    .header("location")
                    .orElse("");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void whoIsInStaysInWhileTheSessionManagerIsSilent() throws Exception {
        String entry = enter(portal.signIn("ada", "user"));
        assertThat(http.send(host(), "GET", PATH, "Cookie", entry).status()).isEqualTo(200);
        portal.sessions.down();
        try {
            Thread.sleep(5_500);
            assertThat(http.send(host(), "GET", PATH, "Cookie", entry).status()).isEqualTo(200);
        } finally {
            portal.sessions.up();
        }
    }

    @Test
    void whoIsNotSignedInIsAskedToWithTheWayBack() throws Exception {
        RawHttp.Answer answer = http.send(home(), "GET", PATH + "?a=b", "Accept", HTML);
        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.header("location").orElseThrow()).startsWith("/sign-in?next=%2Fsessions%2F");
        assertThat(http.send(home(), "GET", PATH).status()).isEqualTo(401);
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
        String entry = enter(portal.signIn("ada", "user"));
        portal.reset();
        portal.ready("ada");
        assertThat(http.send(host(), "GET", "http://" + home() + PATH, "Cookie", entry)
                        .status())
                .isIn(400, 421);
        assertThat(http.send(host(), "GET", "http://" + host() + PATH, "Cookie", entry)
                        .status())
                .isEqualTo(200);
    }

    /** What the configuration says is believed, and no header. */
    @Test
    void behindTlsTheCookiesAreOfTheHostItself() throws Exception {
        portal.restart(java.util.Map.of(
                "url",
                "https://portal.periapsis.test",
                "sessions.host",
                "sessions.periapsis.test",
                "sessions.host.jive",
                "jive.periapsis.test"));
        try {
            RawHttp.Answer signedIn = http.send("portal.periapsis.test", "GET", portal.link("ada", "user"));
            String set = signedIn.header("set-cookie").orElseThrow();
            assertThat(set).startsWith("__Host-periapsis=").contains("Secure", "Path=/", "HTTPOnly", "SameSite=Lax");
            String cookie = set.substring(0, set.indexOf(';'));
            RawHttp.Answer sent = http.send("portal.periapsis.test", "GET", PATH, "Cookie", cookie, "Accept", HTML);
            String origin = "https://" + SESSION + ".sessions.periapsis.test";
            String place = sent.header("location").orElseThrow();
            assertThat(place).startsWith(origin + "/.periapsis/enter?ticket=");
            RawHttp.Answer entered =
                    http.send(SESSION + ".sessions.periapsis.test", "GET", place.substring(origin.length()));
            assertThat(entered.header("set-cookie").orElseThrow())
                    .startsWith("__Host-periapsis-session=")
                    .contains("Secure", "Path=/")
                    .doesNotContainIgnoringCase("domain=");
            String entry = entered.header("set-cookie").orElseThrow();
            entry = entry.substring(0, entry.indexOf(';'));
            String usual = SESSION + ".sessions.periapsis.test";
            assertThat(http.send(usual, "GET", PATH, "Cookie", entry).status()).isEqualTo(200);
            // Where it does not run it is not.
            assertThat(http.send(SESSION + ".jive.periapsis.test", "GET", PATH, "Cookie", entry)
                            .status())
                    .isEqualTo(421);
        } finally {
            portal.restart(java.util.Map.of("url", "", "sessions.host", "", "sessions.host.jive", "localhost"));
        }
    }

    private static RawHttp.Answer upgrade(String entry, String origin) throws Exception {
        return http.send(
                host(),
                "GET",
                PATH,
                "Cookie",
                entry,
                "Origin",
                origin,
                "Upgrade",
                "websocket",
                "Sec-WebSocket-Version",
                "13",
                "Sec-WebSocket-Key",
                KEY);
    }

    private static Socket webSocket(String host, String name, String value) throws Exception {
        Socket socket = portal.connect();
        String head = "GET " + PATH + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + KEY + "\r\nOrigin: http://" + host + "\r\n"
                + name
                + ": " + value + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        byte[] begin = socket.getInputStream().readNBytes(12);
        assertThat(new String(begin, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 101");
        return socket;
    }

    private static boolean untilClosed(Socket socket) throws Exception {
        InputStream in = socket.getInputStream();
        try {
            while (in.read() >= 0) {
                // The rest of the answer's head.
            }
        } catch (java.net.SocketException reset) {
            return true;
        }
        return true;
    }

    private static void sql(String text) throws Exception {
        try (Connection connection = ViewStore.open(portal.stack.postgresConfig("portal"));
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }
}
