package org.periapsis.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.portal.SessionVisit.HTML;
import static org.periapsis.portal.SessionVisit.PATH;
import static org.periapsis.portal.TestPortal.SESSION;

import java.io.InputStream;
import java.net.Socket;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.periapsis.embedded.Patience;
import org.periapsis.kit.postgres.ViewStore;

/** Browsers enter a session at a host of its own, once, and are out when their right ends. */
@ExtendWith(OnePortal.class)
class PortalSessionIT {
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

    @Test
    void aBrowserIsSentToTheSessionsOwnHostAndSeesItThere() throws Exception {
        String entry = visit.enter(portal.signIn("ada", "user"));
        RawHttp.Answer page = http.send(visit.host(), "GET", PATH, "Cookie", entry, "Accept", HTML);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).contains("the program's page");
        assertThat(portal.agent.last().uri()).isEqualTo(PATH);
    }

    @Test
    void whoIsNotSignedInIsAskedToWithTheWayBack() throws Exception {
        RawHttp.Answer answer = http.send(visit.home(), "GET", PATH + "?a=b", "Accept", HTML);
        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.header("location").orElseThrow()).startsWith("/sign-in?next=%2Fsessions%2F");
        assertThat(http.send(visit.home(), "GET", PATH).status()).isEqualTo(401);
    }

    @Test
    void aTicketIsGoodOnce() throws Exception {
        String ticket = visit.ticket(portal.signIn("ada", "user"));
        assertThat(http.send(visit.host(), "HEAD", ticket).status()).isEqualTo(405);
        assertThat(http.send(visit.host(), "GET", ticket).status()).isEqualTo(303);
        RawHttp.Answer again = http.send(visit.host(), "GET", ticket);
        assertThat(again.status()).isEqualTo(410);
        assertThat(again.headers()).noneMatch(header -> header[0].equals("set-cookie"));
        assertThat(again.body()).contains("href=\"" + portal.origin() + "/sessions/" + SESSION + "/\"");
    }

    @Test
    void whoHasEnteredKeepsTheCookieAndAnotherPersonGetsAnother() throws Exception {
        String cookie = portal.signIn("ada", "user");
        String entry = visit.enter(cookie);
        String again = http.send(visit.host(), "GET", visit.ticket(cookie), "Cookie", entry)
                .header("set-cookie")
                .orElseThrow();
        assertThat(again).startsWith(entry + ";");
        portal.inside.add("grace");
        String other = http.send(visit.host(), "GET", visit.ticket(portal.signIn("grace", "user")), "Cookie", entry)
                .header("set-cookie")
                .orElseThrow();
        assertThat(other).doesNotStartWith(entry + ";");
    }

    @Test
    void aTicketIsForOneSessionAndHalfAMinuteAndAPersonWhoIsSignedIn() throws Exception {
        String cookie = portal.signIn("ada", "user");
        String ticket = visit.ticket(cookie);
        String other = SESSION.replace('0', '1') + ".localhost:" + portal.port();
        assertThat(http.send(other, "GET", ticket).status()).isEqualTo(410);
        sql("update session_ticket set expires_at = expires_at - interval '31 seconds'");
        assertThat(http.send(visit.host(), "GET", ticket).status()).isEqualTo(410);
        String late = visit.ticket(cookie);
        portal.send("POST", "/auth/logout", null, "Cookie", cookie, "Origin", portal.origin());
        assertThat(http.send(visit.host(), "GET", late).status()).isEqualTo(410);
    }

    private static void sql(String text) throws Exception {
        try (Connection connection = ViewStore.open(portal.stack.postgresConfig("portal"));
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    @Test
    void anEntryIsForOneSessionAndIsNoSignIn() throws Exception {
        String entry = visit.enter(portal.signIn("ada", "user"));
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
        String set = http.send(visit.host(), "GET", visit.ticket(portal.signIn("ada", "user")))
                .header("set-cookie")
                .orElseThrow();
        assertThat(set).startsWith("periapsis-session=").contains("Path=/", "HTTPOnly", "SameSite=Lax");
        assertThat(set).doesNotContainIgnoringCase("domain=");
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

    @Test
    void signingOutEndsTheEntryAndWhatIsOpen() throws Exception {
        String cookie = portal.signIn("ada", "user");
        String entry = visit.enter(cookie);
        portal.agent.answers(request -> request.toWebSocket());
        try (Socket open = visit.webSocket(visit.host(), "Cookie", entry)) {
            portal.send("POST", "/auth/logout", null, "Cookie", cookie, "Origin", portal.origin());
            assertThat(untilClosed(open)).isTrue();
        }
        portal.agent.answers(SessionVisit::page);
        assertThat(http.send(visit.host(), "GET", PATH, "Cookie", entry).status())
                .isEqualTo(401);
        RawHttp.Answer page = http.send(visit.host(), "GET", PATH, "Cookie", entry, "Accept", HTML);
        assertThat(page.status()).isEqualTo(401);
        assertThat(page.body()).contains(portal.origin() + "/sessions/" + SESSION + "/");
    }

    @Test
    void whoIsPutOutIsCutOff() throws Exception {
        String cookie = portal.signIn("root", "operator");
        RawHttp.Answer before = http.send(visit.home(), "GET", PATH, "Cookie", cookie, "Accept", HTML);
        assertThat(before.header("location")).hasValue("/running/" + SESSION);
        portal.inside.add("root");
        Patience.until("let in", TestPortal.PATIENCE, () -> redirect(cookie).startsWith("http://" + SESSION));
        String entry = visit.enter(cookie);
        portal.agent.answers(request -> request.toWebSocket());
        String token = "Bearer " + portal.token("root", "operator");
        try (Socket open = visit.webSocket(visit.host(), "Cookie", entry);
                Socket program = visit.webSocket(visit.home(), "Authorization", token)) {
            portal.inside.remove("root");
            assertThat(untilClosed(open)).isTrue();
            assertThat(untilClosed(program)).isTrue();
        }
        assertThat(http.send(visit.host(), "GET", PATH, "Cookie", entry).status())
                .isEqualTo(403);
        assertThat(http.send(visit.home(), "GET", PATH, "Authorization", token).status())
                .isEqualTo(403);
    }

    private static String redirect(String cookie) throws Exception {
        return http.send(visit.home(), "GET", PATH, "Cookie", cookie, "Accept", HTML)
                .header("location")
                .orElse("");
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

    @Test
    void whoIsInStaysInWhileTheSessionManagerIsSilent() throws Exception {
        String entry = visit.enter(portal.signIn("ada", "user"));
        assertThat(http.send(visit.host(), "GET", PATH, "Cookie", entry).status())
                .isEqualTo(200);
        portal.sessions.down();
        try {
            Thread.sleep(5_500);
            assertThat(http.send(visit.host(), "GET", PATH, "Cookie", entry).status())
                    .isEqualTo(200);
        } finally {
            portal.sessions.up();
        }
    }
}
