package org.periapsis.datalabs.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import nom.tam.fits.Fits;
import nom.tam.fits.ImageData;
import nom.tam.fits.ImageHDU;
import nom.tam.util.FitsFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.datalabs.selection.Selection;

class ViewerServerTest {

    private static final String BASE = "/sessions/s-1/";

    @TempDir
    private Path folder;

    private ViewerServer server;

    @BeforeEach
    void start() throws Exception {
        float[][][] cube = new float[2][30][40];
        cube[1][29][0] = 1;
        cube[1][0][0] = Float.NaN;
        ImageHDU image = ImageData.from(cube).toHDU();
        image.getHeader().addValue("OBJECT", "<b>&", "a comment");
        try (Fits fits = new Fits();
                FitsFile out = new FitsFile(folder.resolve("a.fits").toFile(), "rw")) {
            fits.addHDU(image);
            fits.write(out);
        }
        Files.writeString(folder.resolve("broken.fits"), "no FITS");
        Files.writeString(
                folder.resolve("selection.json"),
                """
                {"products":[{"obs_publisher_did":"ivo://t/c?a","target_name":"<i>","files":[{"path":"a.fits"}]},
                {"obs_publisher_did":"ivo://t/c?b","files":[{"path":"broken.fits"}]}]}
                """);
        server = new ViewerServer(Selection.read(folder.resolve("selection.json")), 0, BASE, "secret");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void thePageShowsTheHeaderWithoutTrustingIt() throws Exception {
        HttpResponse<byte[]> page = get(BASE, "secret");

        assertThat(page.statusCode()).isEqualTo(200);
        String html = new String(page.body(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(html)
                .contains("a.fits", "NAXIS3", "&lt;b&gt;&amp;", "plane 2 of 2")
                .doesNotContain("<b>", "<i>");
    }

    @Test
    void theImageHasTheTopRowFirstAndBlankPixelsTransparent() throws Exception {
        HttpResponse<byte[]> png = get(BASE + "image.png?file=0&hdu=0&plane=1&stretch=minmax", "secret");

        var image = ImageIO.read(new ByteArrayInputStream(png.body()));
        assertThat(image.getWidth()).isEqualTo(40);
        assertThat(image.getHeight()).isEqualTo(30);
        assertThat(image.getRGB(0, 0)).isEqualTo(0xFFFFFFFF);
        assertThat(image.getRGB(1, 0)).isEqualTo(0xFF000000);
        assertThat(image.getRGB(0, 29) >>> 24).isZero();
    }

    @Test
    void aBrokenFileIsNamedAndTheOthersStayReachable() throws Exception {
        assertThat(new String(get(BASE + "?file=1", "secret").body(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("cannot be shown", "a.fits");
        assertThat(get(BASE + "image.png?file=1", "secret").statusCode()).isEqualTo(422);
        assertThat(get(BASE + "image.png?file=77", "secret").statusCode()).isEqualTo(422);
    }

    @Test
    void onlyTheProxyWithTheTokenIsAnswered() throws Exception {
        assertThat(get(BASE, "wrong").statusCode()).isEqualTo(403);
        assertThat(get(BASE + "api", "secret").statusCode()).isEqualTo(200);
        assertThat(get("/", "secret").statusCode()).isEqualTo(404);
    }

    private HttpResponse<byte[]> get(String path, String token) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                                .header("Authorization", "token " + token)
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
    }
}
