package org.periapsis.client.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.client.FakeServer;
import org.periapsis.client.Shell;
import org.periapsis.client.Shell.Result;

/** Sessions and jobs. */
class WorkTest {
    private static final String ID = "7c2f6d1e-0d0f-4c7e-8a9e-1f2d3c4b5a69";

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
    void aSessionIsAskedForAndFollowedUntilItIsReady() {
        server.on("GET /api/basket", 200, "{'version':1,'ids':['a','b']}");
        server.on("POST /api/sessions", 202, "{'id':'" + ID + "'}");
        AtomicInteger looks = new AtomicInteger();
        server.on(
                "GET /api/sessions/" + ID,
                (exchange, seen) -> FakeServer.send(
                        exchange,
                        200,
                        looks.incrementAndGet() < 3
                                ? "{\"state\":\"WAITING\",\"waiting\":{\"message\":\"esac is full\"}}"
                                : "{\"state\":\"READY\",\"site\":\"esac\",\"local_bytes\":2000,\"moved_bytes\":0}"));
        Result result = shell.run(
                "session",
                "start",
                "notebook@1.2",
                "--basket",
                "--wish",
                "remote",
                "--cores",
                "2",
                "--memory",
                "4GiB",
                "--lease",
                "8h");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.lines()).containsExactly(ID);
        assertThat(result.err())
                .containsOnlyOnce("waiting: esac is full")
                .contains("ready at esac")
                .contains("2.0 kB are there, 0 B were brought")
                .contains("open " + server.url() + "/sessions/" + ID + "/");
        assertThat(server.seen("/api/sessions").get(0).text())
                .isEqualTo("{\"datalab\":{\"id\":\"notebook\",\"version\":\"1.2\"},\"wish\":\"remote\","
                        + "\"resources\":{\"cores\":2.0,\"memory_mib\":4096},\"ids\":[\"a\",\"b\"],\"lease_s\":28800}");
    }

    @Test
    void aSessionThatFailedIsAFailureWithItsReason() {
        server.on("POST /api/sessions", 202, "{'id':'" + ID + "'}");
        server.on("GET /api/sessions/" + ID, 200, "{'state':'FAILED','reason':'The image is missing'}");
        Result result = shell.run("session", "start", "notebook");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("the session is FAILED: The image is missing");
    }

    @Test
    void theBeginningOfAnIdWillDo() {
        server.on("GET /api/sessions", 200, "{'items':[{'id':'" + ID + "'},{'id':'7c2faaaa-0000'}]}");
        server.on("GET /api/sessions/" + ID, 200, "{'id':'" + ID + "','state':'READY'}");
        assertThat(shell.run("session", "open", "7c2f6").lines())
                .containsExactly(server.url() + "/sessions/" + ID + "/");
        assertThat(shell.run("session", "open", "7c2f").err()).contains("Several begin with 7c2f");
        assertThat(shell.run("session", "open", "ffff").err()).contains("None begins with ffff");
        assertThat(shell.run("session", "open", "7").err()).contains("too short");
    }

    @Test
    void peopleAreLetInAndPutOut() {
        String path = "/api/sessions/" + ID;
        server.on("PUT " + path + "/people/bob", 202, "{'id':'" + ID + "'}");
        server.on("DELETE " + path + "/people/a%40b", 202, "{'id':'" + ID + "'}");
        server.on("GET " + path, 200, "{'id':'" + ID + "','people':[{'subject':'bob'},{'subject':'cy'}]}");
        assertThat(shell.run("session", "let-in", ID, "bob").lines()).containsExactly("let in: bob, cy");
        assertThat(shell.run("session", "put-out", ID, "a@b").code()).isZero();
        assertThat(shell.run("session", "show", ID).out()).contains("let in").contains("bob, cy");
    }

    @Test
    void aJobIsWatchedToItsEndAndEndsAsItDid() {
        server.on("POST /api/jobs", 202, "{'id':'" + ID + "'}");
        server.on(
                "GET /api/jobs/" + ID,
                200,
                "{'id':'" + ID
                        + "','state':'FAILED','tasks':3,'tasks_succeeded':2,'tasks_failed':1,'local_bytes':10,'moved_bytes':0,'sites':[{'site':'esac'},{'site':'jive'}],'failures':[{'run':'4','site':'jive','reason':'exit"
                        + " code 1'}]}");
        Result result = shell.run("job", "submit", "statistics", "--query", "q=M51", "--set", "bins=20", "--watch");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.lines()).containsExactly(ID);
        assertThat(result.err())
                .contains("failed: 2 tasks (1 more failed) at esac, jive; 10 B read in place, 0 B brought")
                .contains("run 4 at jive: exit code 1");
        assertThat(server.seen("/api/jobs").get(0).text())
                .contains("\"query\":\"q=M51\"")
                .contains("\"parameters\":{\"bins\":\"20\"}");
    }

    @Test
    void aJobIsShownWithItsProgressAtEachSite() {
        server.on(
                "GET /api/jobs/" + ID,
                200,
                "{'id':'" + ID
                        + "','state':'RUNNING','tasks':9,'tasks_succeeded':4,'sites':[{'site':'esac','runs':2,'tasks':9,'done':4,'failed':1,'running':3,'local_bytes':10,'moved_bytes':0}]}");
        Result result = shell.run("job", "show", ID);
        assertThat(result.lines())
                .endsWith(
                        "site\truns\ttasks\tdone\tfailed\trunning\tlocal_bytes\tmoved_bytes",
                        "esac\t2\t9\t4\t1\t3\t10\t0");
    }

    @Test
    void aSelectionIsOneThing() {
        assertThat(shell.run("job", "submit", "statistics", "a", "--basket").err())
                .contains("one of them");
        assertThat(shell.run("job", "submit", "statistics").err()).contains("on which products?");
        server.on("GET /api/basket", 200, "{'version':0,'ids':[]}");
        assertThat(shell.run("job", "submit", "statistics", "--basket").err()).contains("Your basket is empty");
    }

    @Test
    void aDryRunShowsEverySitesScore() {
        server.on(
                "POST /api/placements/preview",
                200,
                "{'site':'esac','expected_start_s':2.5,'products':2,'bytes':1000,'scores':[{'site':'esac','total_s':2.5,'local_bytes':1000,'moved_bytes':0},{'site':'jive','refusal':'no"
                        + " GPU'}]}");
        Result result = shell.run("session", "start", "notebook", "a", "b", "--dry-run");
        assertThat(result.err()).contains("would start at esac in about 2.5 s (2 products, 1.0 kB)");
        assertThat(result.lines()).hasSize(3);
        assertThat(result.lines().get(2)).startsWith("jive\t").endsWith("\tno GPU");
    }

    @Test
    void durationsAndMemoryAreReadWithTheirUnits() {
        assertThat(Quantities.Span.parse("90m").seconds()).isEqualTo(5400);
        assertThat(Quantities.Span.parse("1.5h").seconds()).isEqualTo(5400);
        assertThat(Quantities.Span.parse("30").seconds()).isEqualTo(30);
        assertThat(Quantities.Memory.parse("4G").mebibytes()).isEqualTo(4096);
        assertThat(Quantities.Memory.parse("512").mebibytes()).isEqualTo(512);
        assertThatThrownBy(() -> Quantities.Span.parse("soon")).hasMessageContaining("8h");
        assertThatThrownBy(() -> Quantities.Memory.parse("4 apples")).hasMessageContaining("4GiB");
    }
}
