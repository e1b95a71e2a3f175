package org.periapsis.client.basket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.client.FakeServer;
import org.periapsis.client.Shell;
import org.periapsis.client.Shell.Result;
import org.periapsis.client.server.Api;

class BasketCommandTest {
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
    void aChangeThatCameTooLateIsMadeAgainOnWhatIsThereThen() {
        AtomicInteger version = new AtomicInteger(1);
        server.on(
                "GET /api/basket",
                (exchange, seen) -> FakeServer.send(
                        exchange,
                        200,
                        "{\"version\":" + version.get() + ",\"ids\":"
                                + (version.get() == 1 ? "[\"a\"]" : "[\"a\",\"z\"]") + "}"));
        server.on("PUT /api/basket", (exchange, seen) -> {
            if (version.getAndIncrement() == 1) {
                FakeServer.send(exchange, 409, "{\"detail\":\"The basket was changed meanwhile\"}");
            } else {
                FakeServer.send(exchange, 200, seen.text());
            }
        });
        Result result = shell.typing("b\tof a table\n\na\n").run("basket", "add", "-", "c");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).contains("4 products in the basket");
        assertThat(server.seen().get(server.seen().size() - 1).text())
                .isEqualTo("{\"version\":2,\"ids\":[\"a\",\"z\",\"b\",\"c\"]}");
    }

    @Test
    void nothingIsSentWhenNothingChanges() {
        server.on("GET /api/basket", 200, "{'version':1,'ids':['a']}");
        assertThat(shell.run("basket", "add", "a").code()).isZero();
        assertThat(shell.run("basket", "remove", "b").code()).isZero();
        assertThat(server.seen()).allSatisfy(seen -> assertThat(seen.method()).isEqualTo("GET"));
    }

    @Test
    void aBasketThatStandsForAQueryIsShownAndNotMixedWithIds() {
        server.on("GET /api/basket", 200, "{'version':3,'ids':[],'query':'q=M51'}");
        assertThat(shell.run("basket", "list").lines()).containsExactly("q=M51");
        Result result = shell.run("basket", "add", "a");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("basket clear");
    }

    @Test
    void whatAQueryStandsForIsPagedThrough() throws IOException {
        server.on("GET /api/basket", 200, "{'version':3,'ids':[],'query':'q=M51'}");
        server.on(
                "GET /api/products",
                (exchange, seen) -> FakeServer.send(
                        exchange,
                        200,
                        seen.query().contains("after")
                                ? "{\"products\":[{\"obs_publisher_did\":\"b\"}]}"
                                : "{\"products\":[{\"obs_publisher_did\":\"a\"}],\"next\":\"n\"}"));
        Baskets baskets = new Baskets(new Api(URI.create(server.url()), Optional.empty()));
        assertThat(baskets.products()).containsExactly("a", "b");
        assertThat(server.seen("/api/products").get(1).query()).isEqualTo("q=M51&limit=1000&after=n");
    }

    @Test
    void aSharedBasketIsAnAddress() {
        server.on("POST /api/basket/share", 200, "{'id':'x','link':'/find?basket=x'}");
        assertThat(shell.run("basket", "share").lines()).containsExactly(server.url() + "/find?basket=x");
    }

    @Test
    void whatWasSharedIsTakenBack() {
        server.on("DELETE /api/basket/share", (exchange, seen) -> FakeServer.send(exchange, 204, ""));
        Result result = shell.run("basket", "unshare");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).contains("not shared");
        assertThat(server.seen("/api/basket/share")).singleElement().satisfies(seen -> assertThat(seen.method())
                .isEqualTo("DELETE"));
    }

    @Test
    void aSummaryHasALineASite() {
        server.on(
                "GET /api/basket/summary",
                200,
                "{'count':2,'bytes':3000,'sites':[{'site':'esac','products':2,'local_bytes':1000,'missing_bytes':2000}],'gone':['g']}");
        Result result = shell.run("basket", "summary");
        assertThat(result.lines()).containsExactly("site\tproducts\tlocal_bytes\tmissing_bytes", "esac\t2\t1000\t2000");
        assertThat(result.err()).contains("2 products, 3.0 kB").contains("no longer there: g");
    }
}
