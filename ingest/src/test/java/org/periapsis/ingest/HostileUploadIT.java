package org.periapsis.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.periapsis.embedded.EventLoopWatch;

/** Uploads that ask for more than they bring. */
@ExtendWith(OneSite.class)
class HostileUploadIT {
    private static final String PATH = "/archives/hostile/products";
    private static final int MORE_THAN_SLOTS = IngestConfig.Limits.STANDARD.uploads() + 4;
    private static final int MIB = 1 << 20;

    private final TestSite site;
    private final HttpClient http = HttpClient.newHttpClient();

    HostileUploadIT(TestSite site) {
        this.site = site;
    }

    @Test
    void aGzipBombHoldsNoEventLoop() throws Exception {
        byte[] bomb = bomb(200);
        assertThat(bomb).hasSizeLessThan(MIB);
        try (EventLoopWatch watch = new EventLoopWatch(
                "java.util.zip.Inflater",
                "org.periapsis.ingest.adapter.fits",
                "sun.security.provider.SHA2",
                "sun.security.provider.DigestBase")) {
            HttpResponse<String> form = site.upload("hostile", "bomb.fits.gz", bomb, null);
            assertThat(form.statusCode()).as(form.body()).isEqualTo(422);
            HttpResponse<String> body = http.send(
                    request("?name=bomb.fits.gz", "application/gzip")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(bomb))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(body.statusCode()).as(body.body()).isEqualTo(422);
            assertThat(watch.found()).isEmpty();
        }
    }

    @Test
    void aLongReferenceIsNotReadOnAnEventLoop() throws Exception {
        String fields = IntStream.range(0, 40_000)
                .mapToObj(number -> "\"f" + number + "\": [" + number + "]")
                .collect(Collectors.joining(", ", "{", "}"));
        try (EventLoopWatch watch = new EventLoopWatch("com.fasterxml.jackson", "org.periapsis.events.door")) {
            for (String type : List.of("application/json", "application/x-ndjson")) {
                for (int i = 0; i < 5; i++) {
                    http.send(
                            request("", type)
                                    .POST(HttpRequest.BodyPublishers.ofString(fields))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
                }
            }
            assertThat(watch.heldUp()).isEmpty();
        }
    }

    @Test
    void aBodyThatIsPackedOnItsWayIsNotUnpacked() throws Exception {
        try (EventLoopWatch watch =
                new EventLoopWatch("java.util.zip.Inflater", "io.netty.handler.codec.compression")) {
            HttpResponse<String> answer = http.send(
                    request("", "application/json")
                            .header("Content-Encoding", "gzip")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(bomb(64)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(watch.found()).isEmpty();
        }
    }

    @Test
    void formsWithoutTheirEndAreAnsweredAndHoldNoSlot() throws Exception {
        for (int i = 0; i < MORE_THAN_SLOTS; i++) {
            HttpResponse<String> answer = http.send(
                    request("", "multipart/form-data; boundary=b")
                            .timeout(Duration.ofSeconds(20))
                            .POST(HttpRequest.BodyPublishers.ofString(open(i) + "SIMPLE  =                    T"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
            assertThat(new JsonObject(answer.body()).getString("detail")).contains("closing boundary");
        }
        assertTakesAnother();
    }

    private void assertTakesAnother() throws Exception {
        HttpResponse<String> other =
                site.upload("hostile", "other.txt", "no FITS".getBytes(StandardCharsets.US_ASCII), null);
        assertThat(other.statusCode()).as(other.body()).isEqualTo(415);
    }

    private static String open(int number) {
        return "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"open-" + number + ".fits\"\r\n\r\n";
    }

    private HttpRequest.Builder request(String query, String type) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + site.port() + PATH + query))
                .header("Authorization", "Bearer " + site.token("archive:hostile"))
                .header("Content-Type", type);
    }

    /** A FITS header that promises a large array of nothing, packed. */
    private static byte[] bomb(int mebibytes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes, MIB)) {
            StringBuilder header = new StringBuilder();
            for (String card : new String[] {
                "SIMPLE  =                    T",
                "BITPIX  =                    8",
                "NAXIS   =                    2",
                "NAXIS1  =              1048576",
                "NAXIS2  =              1048576",
                "END"
            }) {
                header.append(String.format("%-80s", card));
            }
            gzip.write(String.format("%-2880s", header).getBytes(StandardCharsets.US_ASCII));
            byte[] nothing = new byte[MIB];
            for (int i = 0; i < mebibytes; i++) {
                gzip.write(nothing);
            }
        }
        return bytes.toByteArray();
    }
}
