package org.periapsis.client.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.client.FakeServer;
import org.periapsis.client.Shell;
import org.periapsis.client.Shell.Result;

class EventsCommandTest {
    @TempDir
    private Path directory;

    private FakeServer server;
    private Shell shell;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        shell = new Shell(directory).at(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aBrokenStreamGoesOnAfterTheLastEvent() {
        server.on("GET /api/events", (exchange, seen) -> {
            boolean again = "p1".equals(seen.headers().get("Last-Event-ID"));
            String text = again
                    ? ": heartbeat\n\nid: p2\ndata: {\"type\":\"b\",\ndata: \"n\":2}\n\n"
                    : "retry: 2000\nid: p0\n\nid: p1\ndata: {\"type\":\"a\"}\n\nid: p9\ndata: {\"never\":";
            exchange.sendResponseHeaders(200, again ? 0 : 10_000);
            exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            exchange.close();
        });
        Result result = shell.run("events", "--follow", "--limit", "2", "--type", "RunReady", "--site", "esac,jive");
        assertThat(result.lines()).containsExactly("{\"type\":\"a\"}", "{\"type\":\"b\",\"n\":2}");
        assertThat(server.seen("/api/events").get(0).query()).isEqualTo("type=RunReady&site=esac%2Cjive");
    }

    @Test
    void aGapIsSaid() {
        server.on(
                "GET /api/events",
                (exchange, seen) -> FakeServer.send(
                        exchange,
                        200,
                        """
                        event: gap
                        data: {"topic":"runs","partition":1,"from":5,"to":9}

                        data: {"type":"a"}

                        """));
        Result result = shell.run("events", "-n", "1", "--from", "earliest");
        assertThat(result.err()).contains("no longer has offsets 5 to 9 of runs partition 1");
        assertThat(result.lines()).hasSize(1);
    }

    @Test
    void theLifeOfAnIdIsToldFromItsBeginning() {
        server.on(
                "GET /api/events/history",
                (exchange, seen) -> FakeServer.send(
                        exchange,
                        200,
                        (seen.query().contains("before")
                                        ? "{'items':[{'type':'org.periapsis.events.A','time':'2026-11-22T08:00:00Z','subject':'s'}]}"
                                        : "{'items':[{'type':'org.periapsis.events.C','time':'2026-11-22T08:00:02Z','subject':'s','site':'esac'},"
                                                + "{'type':'org.periapsis.events.B','time':'2026-11-22T08:00:01Z','subject':'s'}],'next':'c'}")
                                .replace('\'', '"')));
        Result result = shell.run("events", "ivo://a?b", "-o", "text");
        assertThat(result.lines())
                .containsExactly(
                        "2026-11-22 08:00:00  A  s", "2026-11-22 08:00:01  B  s", "2026-11-22 08:00:02  C  s  at esac");
        assertThat(server.seen("/api/events/history").get(0).query()).startsWith("about=ivo%3A%2F%2Fa%3Fb&limit=100");
    }

    @Test
    void whichEventsMustBeSaid() {
        Result result = shell.run("events");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("which events?");
    }
}
