package org.periapsis.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.portal.TestPortal.SESSION;

import io.vertx.core.http.HttpServerRequest;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How browsers and programs come to the session of {@link TestPortal#ready}. */
final class SessionVisit {
    static final String PATH = "/sessions/" + SESSION + "/lab";
    static final String HTML = "text/html,application/xhtml+xml";
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    final RawHttp http;
    private final TestPortal portal;

    SessionVisit(TestPortal portal) {
        this.portal = portal;
        this.http = new RawHttp(portal);
    }

    /** The session is ada's, and its program answers with a page. */
    void begin() {
        portal.reset();
        portal.ready("ada");
        portal.agent.answers(SessionVisit::page);
    }

    static void page(HttpServerRequest request) {
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

    String host() {
        return SESSION + ".localhost:" + portal.port();
    }

    String home() {
        return "127.0.0.1:" + portal.port();
    }

    String ticket(String cookie) throws Exception {
        RawHttp.Answer sent = http.send(home(), "GET", PATH + "?a=%20b", "Cookie", cookie, "Accept", HTML);
        assertThat(sent.status()).isEqualTo(303);
        URI place = URI.create(sent.header("location").orElseThrow());
        assertThat(place.getAuthority()).isEqualTo(host());
        assertThat(sent.header("referrer-policy")).hasValue("no-referrer");
        assertThat(sent.header("cache-control")).hasValue("no-store");
        return place.getRawPath() + "?" + place.getRawQuery();
    }

    /** @return the entry cookie, as it is sent */
    String enter(String cookie) throws Exception {
        RawHttp.Answer entered = http.send(host(), "GET", ticket(cookie), "Accept", HTML);
        assertThat(entered.status()).isEqualTo(303);
        assertThat(entered.header("location")).hasValue(PATH + "?a=%20b");
        String given = entered.header("set-cookie").orElseThrow();
        return given.substring(0, given.indexOf(';'));
    }

    RawHttp.Answer upgrade(String entry, String origin) throws Exception {
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

    Socket webSocket(String host, String name, String value) throws Exception {
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
}
