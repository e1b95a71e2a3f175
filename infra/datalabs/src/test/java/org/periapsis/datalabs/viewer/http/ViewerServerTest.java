package org.periapsis.datalabs.viewer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.datalabs.selection.Json;
import org.periapsis.datalabs.selection.Selection;
import org.periapsis.datalabs.viewer.Fixtures;
import org.periapsis.datalabs.viewer.file.Spool;

class ViewerServerTest {

    private static final String BASE = "/sessions/s-1/";

    @TempDir
    private Path folder;

    private ViewerServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws Exception {
        Files.write(
                folder.resolve("hostile.fits"),
                Fixtures.joined(
                        Fixtures.header(
                                Fixtures.card("SIMPLE", "T"),
                                Fixtures.card("BITPIX", -64),
                                Fixtures.card("NAXIS", 2),
                                Fixtures.card("NAXIS1", 900_000_000),
                                Fixtures.card("NAXIS2", 900_000_000),
                                Fixtures.text("OBJECT", "<b>&")),
                        new byte[2880]));
        Files.writeString(folder.resolve("broken.fits"), "no FITS");
        String samples = Fixtures.SAMPLES.toAbsolutePath().toString();
        Files.writeString(
                folder.resolve("selection.json"),
                """
                {"products":[
                {"obs_publisher_did":"ivo://t/c?h","target_name":"<i>","s_ra":266.4,"s_dec":-28.95,
                 "s_region":"POLYGON ICRS 266.3 -29.0 266.5 -29.0 266.5 -28.9 266.3 -28.9",
                 "files":[{"path":"SAMPLES/2mass-galactic-center-h.fits"}]},
                {"obs_publisher_did":"ivo://t/c?cube","dataproduct_type":"cube","s_ra":266.42,"s_dec":-28.94,
                 "files":[{"path":"SAMPLES/complete-l1448-13co-cube.fits"}]},
                {"obs_publisher_did":"ivo://t/c?tess","dataproduct_type":"timeseries",
                 "files":[{"path":"SAMPLES/tess-25155310-s01-lc.fits"}]},
                {"obs_publisher_did":"ivo://t/c?x","files":[{"path":"broken.fits"},{"path":"hostile.fits"},{"path":"gone.fits"}]}
                ]}
                """
                        .replace("SAMPLES", samples));
        server = new ViewerServer(
                Selection.read(folder.resolve("selection.json")), new Spool(folder, 1L << 30), 0, BASE, "secret");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void thePageAndItsModulesAreServedBelowTheBasePathAndLoadNothingElse() throws Exception {
        HttpResponse<byte[]> page = get("");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'; script-src 'self'");
        String html = new String(page.body(), StandardCharsets.UTF_8);
        assertThat(html).contains("src=\"page/app.js\"").doesNotContain("http", "=\"/");
        for (String asset : List.of("app", "image", "tiles", "view", "plot", "table", "header", "files", "dom")) {
            HttpResponse<byte[]> module = get("page/" + asset + ".js");
            assertThat(module.statusCode()).isEqualTo(200);
            assertThat(new String(module.body(), StandardCharsets.UTF_8)).doesNotContain("from '/", "http:", "https:");
        }
        assertThat(get("page/../viewer.json").statusCode()).isEqualTo(404);
        assertThat(get("page/http/Routes.class").statusCode()).isEqualTo(404);
    }

    @Test
    void theSelectionAndItsExtensionsAreListed() throws Exception {
        Map<?, ?> selection = json("files");

        assertThat((List<?>) selection.get("files")).hasSize(6);
        assertThat(((Map<?, ?>) ((List<?>) selection.get("products")).get(0)).get("target_name"))
                .isEqualTo("<i>");
        List<?> units = (List<?>) json("files/2").get("units");
        assertThat(units).hasSize(3);
        assertThat(cast(units.get(1))).containsEntry("kind", "table");
        assertThat(cast(units.get(2))).containsEntry("kind", "image");
    }

    @Test
    void aTileIsCodesThatTheDescriptionTurnsIntoValues() throws Exception {
        Map<?, ?> plane = json("files/0/units/0/planes/0");
        assertThat(plane.get("width")).isEqualTo(721);
        HttpResponse<byte[]> tile = get("files/0/units/0/planes/0/tiles/0/1/2");
        assertThat(tile.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
        byte[] codes = new GZIPInputStream(new ByteArrayInputStream(tile.body())).readAllBytes();
        assertThat(codes).hasSize(2 * 256 * (720 - 512));

        int code = ((codes[0] & 0xFF) << 8) | (codes[256 * 208] & 0xFF);
        double shown =
                number(plane, "centre") + number(plane, "spread") * Math.sinh((code - 32768) / number(plane, "steps"));
        Map<?, ?> probe = json("files/0/units/0/planes/0/probe?x=256.5&y=512.5");
        assertThat(shown).isCloseTo(number(probe, "value"), within(Math.abs(number(probe, "value")) / 100));
        assertThat(probe.get("x")).isEqualTo(257);
        assertThat((String) probe.get("position")).startsWith("17:4");
    }

    @Test
    void aPositionIsFoundAgainAndTheOtherProductsLieOnTheImage() throws Exception {
        Map<?, ?> probe = json("files/0/units/0/planes/0/probe?x=100.5&y=200.5");
        Map<?, ?> found = json("files/0/units/0/locate?position=" + probe.get("ra") + "," + probe.get("dec"));
        assertThat(number(found, "x")).isCloseTo(100.5, within(1e-3));
        assertThat(number(found, "y")).isCloseTo(200.5, within(1e-3));

        List<?> marks = (List<?>) json("files/0/units/0/overlay").get("marks");
        assertThat(marks).hasSize(1);
        assertThat(cast(marks.get(0))).containsEntry("product", 1).containsKey("point");

        Map<?, ?> problem = json("files/0/units/0/locate?position=nowhere");
        assertThat(problem.get("field")).isEqualTo("position");
        assertThat(problem.get("remedy")).asString().contains("05:34:31.9");
    }

    @Test
    void aCubeHasASpectrumAndATableItsRowsAndPlot() throws Exception {
        Map<?, ?> spectrum = json("files/1/units/0/planes/20/spectrum?x=50&y=50&box=3");
        assertThat((List<?>) spectrum.get("y")).hasSize(53);
        assertThat(spectrum.get("unit")).isEqualTo("m s-1");

        Map<?, ?> rows = json("files/2/units/1/rows?from=20000&count=100");
        assertThat((List<?>) rows.get("rows")).hasSize(76);
        Map<?, ?> plot = json("files/2/units/1/plot?x=0&y=7&error=8&from=1325&to=1326");
        assertThat((List<?>) plot.get("x")).isNotEmpty().allSatisfy(x -> assertThat(((Number) x).doubleValue())
                .isBetween(1325.0, 1326.0));
    }

    @Test
    void headersAreSearchedInAllExtensions() throws Exception {
        List<?> units = (List<?>) json("files/2/cards?word=barycentric").get("units");
        assertThat(units).isNotEmpty();
        assertThat(Json.write(units)).contains("TIMEREF").doesNotContain("TELESCOP");
        assertThat(Json.write(json("files/4/cards?unit=0"))).contains("<b>&");
    }

    @Test
    void aThumbnailIsASmallPictureAndATableHasNone() throws Exception {
        HttpResponse<byte[]> picture = get("files/0/thumbnail.png");
        assertThat(ImageIO.read(new ByteArrayInputStream(picture.body())).getWidth())
                .isLessThanOrEqualTo(256);
        assertThat(get("files/3/thumbnail.png").statusCode()).isEqualTo(422);
    }

    @Test
    void whatCannotBeShownIsNamedWithARemedyAndTheOthersStayReachable() throws Exception {
        assertThat(json("files/3")).satisfies(problem -> {
            assertThat(problem.get("status")).isEqualTo(422);
            assertThat(problem.get("detail")).isEqualTo("The file does not begin with a FITS header");
            assertThat(problem.get("remedy")).isNotNull();
        });
        assertThat(json("files/5").get("detail")).isEqualTo("gone.fits is not at this site");
        assertThat(json("files/77").get("field")).isEqualTo("file");
        assertThat(json("files/4/units/0/planes/0").get("detail")).asString().contains("truncated");
        assertThat(json("files/0/units/0/planes/0/tiles/9/0/0").get("field")).isEqualTo("level");
        assertThat(json("files/0/units/0/planes/0/probe?x=NaN").get("field")).isEqualTo("x");
        assertThat(json("files/0/units/0/rows").get("detail")).asString().contains("no table");
        assertThat(get("files/0/units").statusCode()).isEqualTo(422);
        assertThat(get("nothing").statusCode()).isEqualTo(404);
        assertThat(json("files/0").get("name")).isEqualTo("2mass-galactic-center-h.fits");
    }

    @Test
    void onlyTheProxyWithTheTokenIsAnswered() throws Exception {
        assertThat(get(BASE, "wrong").statusCode()).isEqualTo(403);
        assertThat(get(BASE + "api", "secret").statusCode()).isEqualTo(200);
        assertThat(get("/", "secret").statusCode()).isEqualTo(404);
    }

    private Map<?, ?> json(String path) throws Exception {
        HttpResponse<byte[]> answer = get(path);
        String type = answer.headers().firstValue("Content-Type").orElseThrow();
        assertThat(type).startsWith("application/").endsWith("json");
        boolean packed = answer.headers().firstValue("Content-Encoding").isPresent();
        byte[] body =
                packed ? new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes() : answer.body();
        return (Map<?, ?>) Json.read(new String(body, StandardCharsets.UTF_8));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> cast(Object map) {
        return (Map<String, Object>) map;
    }

    private static double number(Map<?, ?> map, String name) {
        return ((Number) map.get(name)).doubleValue();
    }

    private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return get(BASE + path, "secret");
    }

    private HttpResponse<byte[]> get(String path, String token) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .header("Authorization", "token " + token)
                        .header("Accept-Encoding", "gzip")
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }
}
