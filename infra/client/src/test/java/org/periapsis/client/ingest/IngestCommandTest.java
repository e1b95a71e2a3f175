package org.periapsis.client.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.periapsis.client.FakeServer;
import org.periapsis.client.Shell;
import org.periapsis.client.Shell.Result;

class IngestCommandTest {
    private static final String PRODUCTS = "/api/archives/radio/products";

    @TempDir
    private Path directory;

    private FakeServer server;
    private Shell shell;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        shell = new Shell(directory.resolve("home")).at(server);
        server.on("GET /auth/me", 200, "{'subject':'ada','roles':['user','archive:radio']}");
        server.on("POST " + PRODUCTS, (exchange, seen) -> {
            String content = content(seen.text());
            switch (content) {
                case "bad" ->
                    FakeServer.send(
                            exchange,
                            422,
                            "{\"detail\":\"There is no position\",\"field\":\"s_ra\",\"remedy\":\"supply s_ra and"
                                    + " s_dec\"}");
                case "known" -> FakeServer.send(exchange, 200, taken(content, "repeated"));
                default -> {
                    exchange.getResponseHeaders().add("Periapsis-Position", "periapsis.products.v1:0:7");
                    FakeServer.send(exchange, 201, taken(content, "ingested"));
                }
            }
        });
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void filesAndDirectoriesAreOfferedAndEachOutcomeIsSaid() throws IOException {
        file("night/a.fits", "new");
        file("night/deep/b.fit", "known");
        file("night/deep/c.fits.gz", "bad");
        file("night/notes.txt", "no product");
        Result result =
                shell.run("ingest", directory.resolve("night").toString(), "--collection", "N", "--set", "s_ra=1.5");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("1 accepted, 1 already there, 1 refused");
        assertThat(result.lines()).hasSize(4);
        assertThat(result.out())
                .contains("ingested\t" + directory.resolve("night/a.fits"))
                .contains("repeated\t" + directory.resolve("night/deep/b.fit"))
                .contains("refused\t" + directory.resolve("night/deep/c.fits.gz"))
                .contains("There is no position (s_ra): supply s_ra and s_dec");
        assertThat(server.seen(PRODUCTS)).hasSize(3).allSatisfy(seen -> {
            assertThat(seen.text()).contains("{\"obs_collection\":\"N\",\"s_ra\":1.5}");
            assertThat(seen.headers()).containsEntry("Content-Length", "" + seen.length());
        });
    }

    @ParameterizedTest
    @CsvSource({
        "no-position, s_ra, s_ra=, --set s_ra=DEGREES --set s_dec=DEGREES",
        "unsupported-wcs, CTYPE1, s_fov=1, --set s_ra=DEGREES --set s_dec=DEGREES",
        "not-celestial, CTYPE1, s_fov=1, --set not_on_sky=true",
        "bad-metadata, s_dec, s_ra=1, 'give both, --set s_ra=DEGREES'",
        "bad-metadata, s_ra, s_ra=400, correct --set s_ra=VALUE",
        "bad-metadata, s_right, s_right=4, 'leave out --set s_right,'",
        "bad-metadata, obs_collection, s_ra=4, correct --collection NAME",
        "conflict, obs_publisher_did, s_ra=4, --set obs_publisher_did=ivo://",
        "not-fits, SIMPLE, s_ra=4, in words of HTTP",
    })
    void aRefusalNamesTheOptionThatHelps(String code, String field, String set, String remedy) throws IOException {
        file("a.fits", "any");
        server.on(
                "POST " + PRODUCTS,
                422,
                "{'type':'https://periapsis.org/problems/" + code + "','detail':'No','field':'" + field
                        + "','remedy':'in words of HTTP'}");
        Result result = shell.run("ingest", directory.resolve("a.fits").toString(), "--set", set);
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).contains("No (" + field + "): ").contains(remedy);
        assertThat(result.out().contains("HTTP")).isEqualTo(code.equals("not-fits"));
    }

    @Test
    void aTextThatLooksLikeANumberStaysATextAndWhatJsonCannotSayToo() throws IOException {
        file("a.fits", "new");
        shell.run(
                "ingest",
                directory.resolve("a.fits").toString(),
                "--set=obs_id=0042",
                "--set=target_name=true",
                "--set=s_dec=NaN",
                "--set=t_min=5e4",
                "--set=not_on_sky=true");
        assertThat(server.seen(PRODUCTS).get(0).text())
                .contains("{\"obs_id\":\"0042\",\"target_name\":\"true\",\"s_dec\":\"NaN\",\"t_min\":50000.0,"
                        + "\"not_on_sky\":true}");
    }

    @ParameterizedTest
    @CsvSource({"table, true", "tsv, true", "table, false"})
    void whatARepeatDoesNotTakeIsSaidWithTheOptionsThatChangeIt(String format, boolean lessHeldBack)
            throws IOException {
        file("a.fits", "known");
        server.on(
                "POST " + PRODUCTS,
                200,
                taken("known", "repeated").replaceFirst("}$", "").replace('"', '\'')
                        + ",'revision':3,'warnings':[{'field':'data_rights','detail':'It stays public','remedy':'in words"
                        + " of HTTP','not_taken':true,'less_held_back':" + lessHeldBack + "}]}");
        Result result = shell.run(
                "ingest",
                directory.resolve("a.fits").toString(),
                "--output",
                format,
                "--set",
                "data_rights=proprietary");
        assertThat(result.code()).isZero();
        assertThat(result.err())
                .contains("It stays public (data_rights): to change it")
                .contains("--set obs_publisher_did=ivo://radio?known --revise 3")
                .doesNotContain("HTTP");
        assertThat(result.err().contains("WARNING: 1 of them NOT held back")).isEqualTo(lessHeldBack);
    }

    @Test
    void aRevisionIsNamedAndOfOneFile() throws IOException {
        file("night/a.fits", "new");
        String night = directory.resolve("night").toString();
        assertThat(shell.run("ingest", night, "--revise", "3").code()).isZero();
        assertThat(server.seen(PRODUCTS).get(0).headers()).containsEntry("If-Match", "\"3\"");
        file("night/b.fits", "new");
        assertThat(shell.run("ingest", night, "--revise", "3").err()).contains("--revise is for one file");
        assertThat(server.seen(PRODUCTS)).hasSize(1);
    }

    @Test
    void aBusySiteIsAskedAgain() throws IOException {
        file("a.fits", "new");
        AtomicInteger asked = new AtomicInteger();
        server.on("POST " + PRODUCTS, (exchange, seen) -> {
            if (asked.incrementAndGet() == 1) {
                FakeServer.send(exchange, 503, "{\"detail\":\"busy\"}");
            } else {
                FakeServer.send(exchange, 201, taken("new", "ingested"));
            }
        });
        assertThat(shell.run("ingest", directory.resolve("a.fits").toString()).code())
                .isZero();
        assertThat(asked).hasValue(2);
    }

    @Test
    void whatIsWaitedForIsReadAtItsPlaceOnTheLog() throws IOException {
        file("a.fits", "new");
        server.on("GET /api/products/", 200, "{}");
        assertThat(shell.run("ingest", directory.resolve("a.fits").toString(), "--wait")
                        .code())
                .isZero();
        assertThat(server.seen("/api/products/ivo%3A%2F%2Fradio%3Fnew").get(0).headers())
                .containsEntry("Periapsis-Position", "periapsis.products.v1:0:7");
    }

    @Test
    void theServerMustHaveTakenWhatWasSent() throws IOException {
        file("a.fits", "new");
        server.on("POST " + PRODUCTS, 201, "{'product_id':'x','outcome':'ingested','sha256':'00'}");
        Result result = shell.run("ingest", directory.resolve("a.fits").toString());
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("the server took other bytes than were sent");
    }

    @Test
    void onlyAnArchivesPublisherMayAndIsToldSo() throws IOException {
        file("a.fits", "new");
        server.on("POST " + PRODUCTS, 403, "{'detail':'Only the archive publishes here'}");
        Result result = shell.run("ingest", directory.resolve("a.fits").toString());
        assertThat(result.code()).isEqualTo(77);
        server.on("GET /auth/me", 200, "{'roles':['archive:a','archive:b']}");
        assertThat(shell.run("ingest", directory.resolve("a.fits").toString()).err())
                .contains("say --archive a or b");
        assertThat(shell.run("ingest", directory.resolve("gone.fits").toString())
                        .err())
                .contains("gone.fits is not there");
    }

    private void file(String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private static String content(String form) {
        int start = form.indexOf("\r\n\r\n", form.indexOf("filename=")) + 4;
        return form.substring(start, form.indexOf("\r\n--", start));
    }

    private static String taken(String content, String outcome) {
        try {
            String sha256 = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8)));
            return "{\"product_id\":\"ivo://radio?" + content + "\",\"outcome\":\"" + outcome + "\",\"size\":"
                    + content.length() + ",\"sha256\":\"" + sha256 + "\"}";
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
