package org.periapsis.client.get;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.client.FakeServer;
import org.periapsis.client.Shell;
import org.periapsis.client.Shell.Result;

class GetCommandTest {
    private static final String ID = "ivo://a/HST?x.fits";
    private static final String FILE = "/api/files/ivo%3A%2F%2Fa%2FHST%3Fx.fits/x.fits";

    @TempDir
    private Path directory;

    private final byte[] bytes = new byte[300_000];
    private FakeServer server;
    private Shell shell;
    private Path target;

    @BeforeEach
    void start() throws IOException {
        new Random(7).nextBytes(bytes);
        server = new FakeServer();
        shell = new Shell(directory).at(server);
        target = directory.resolve("out");
        product(bytes);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aFileArrivesWholeAndIsNotFetchedAgain() throws IOException {
        serve(bytes, Integer.MAX_VALUE);
        Result first = get();
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.lines()).containsExactly(target.resolve("x.fits").toString());
        assertThat(target.resolve("x.fits")).hasBinaryContent(bytes);
        assertThat(get().code()).isZero();
        assertThat(server.seen(FILE)).hasSize(1);
        assertThat(target.toFile().list()).containsExactly("x.fits");
    }

    @Test
    void aBrokenConnectionIsGoneOnWithWhereItBroke() throws IOException {
        serve(bytes, 100_000);
        Result result = get();
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(target.resolve("x.fits")).hasBinaryContent(bytes);
        assertThat(server.seen(FILE)).hasSize(3);
        assertThat(server.seen(FILE).get(1).headers()).containsEntry("Range", "bytes=100000-");
    }

    @Test
    void whatAnEarlierRunBeganIsGoneOnWith() throws IOException {
        serve(bytes, Integer.MAX_VALUE);
        Files.createDirectories(target);
        String mark = sha256(bytes).substring(0, 12);
        Files.write(target.resolve(".x.fits." + mark + ".part"), Arrays.copyOf(bytes, 50_000));
        assertThat(get().code()).isZero();
        assertThat(server.seen(FILE).get(0).headers()).containsEntry("Range", "bytes=50000-");
        assertThat(target.resolve("x.fits")).hasBinaryContent(bytes);
    }

    @Test
    void bytesWithAnotherChecksumAreNotKept() throws IOException {
        byte[] other = bytes.clone();
        other[1234]++;
        serve(other, Integer.MAX_VALUE);
        Result result = get();
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("came with the checksum").contains("tell the archive");
        assertThat(target.toFile().list()).isEmpty();
    }

    @Test
    void anotherProductsFileOfTheSameNameStaysAndBothAreFoundAgain() throws IOException {
        serve(bytes, Integer.MAX_VALUE);
        Files.createDirectories(target);
        Files.writeString(target.resolve("x.fits"), "something else");
        Path own = target.resolve(Destination.withMark("x.fits", ID));
        assertThat(get().lines()).containsExactly(own.toString());
        assertThat(own).hasBinaryContent(bytes);
        assertThat(target.resolve("x.fits")).hasContent("something else");
        assertThat(get().lines()).containsExactly(own.toString());
        assertThat(server.seen(FILE)).hasSize(1);
    }

    @Test
    void aServersNameDoesNotLeadOutOfTheDirectory() {
        assertThat(Destination.plain("../../etc/passwd")).isEqualTo("passwd");
        assertThat(Destination.plain("..\\x")).isEqualTo("x");
        assertThat(Destination.plain("..")).isEqualTo("product-");
        assertThat(Destination.plain(".bashrc")).isEqualTo("product-bashrc");
        assertThat(Destination.plain("a\nb")).isEqualTo("a_b");
    }

    @Test
    void oneThatIsMissingDoesNotKeepTheOthersAway() throws IOException {
        serve(bytes, Integer.MAX_VALUE);
        Result result = shell.typing("ivo://gone\n" + ID + "\n").run("get", "-", "-O", target.toString());
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("ivo://gone: There is nothing at this path");
        assertThat(target.resolve("x.fits")).hasBinaryContent(bytes);
    }

    private Result get() {
        return shell.run("get", ID, "-O", target.toString());
    }

    private void product(byte[] content) {
        server.on(
                "GET /api/products/ivo%3A%2F%2Fa%2FHST%3Fx.fits",
                200, "{'files':[{'name':'x.fits','size':" + content.length + ",'sha256':'" + sha256(content) + "'}]}");
    }

    /** @param most bytes of an answer before the connection breaks */
    private void serve(byte[] content, int most) {
        AtomicInteger answers = new AtomicInteger();
        server.on("GET " + FILE, (exchange, seen) -> {
            String range = seen.headers().getOrDefault("Range", "bytes=0-");
            int from = Integer.parseInt(range.substring(6, range.length() - 1));
            exchange.sendResponseHeaders(from == 0 ? 200 : 206, content.length - from);
            answers.incrementAndGet();
            exchange.getResponseBody().write(content, from, Math.min(most, content.length - from));
            exchange.getResponseBody().flush();
            exchange.close();
        });
    }

    private static String sha256(byte[] content) {
        return HexFormat.of().formatHex(Download.sha256().digest(content));
    }
}
