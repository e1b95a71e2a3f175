package org.periapsis.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.periapsis.embedded.EventLoopWatch;
import org.periapsis.embedded.Patience;
import org.periapsis.ingest.adapter.fits.Samples;

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
            assertThat(watch.heldUp()).isEmpty();
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

    @Test
    void metadataOfAFormAreOneTextInUtf8() throws Exception {
        byte[] text = "{\"target_name\": \"Crab\"}".getBytes(StandardCharsets.UTF_8);
        byte[] latin = "{\"target_name\": \"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(withMetadata(part("", Arrays.copyOf(text, 12_000)))).isEqualTo("400 metadata");
        assertThat(withMetadata(part("", padded(text, 12_000)))).isEqualTo("201");
        assertThat(withMetadata(part("; filename=\"m.json\"", padded(text, 12_000))))
                .isEqualTo("200");
        for (String file : List.of("", "; filename=\"m.json\"")) {
            assertThat(withMetadata(part(file, latin))).as("not UTF-8%s", file).isEqualTo("400 metadata");
            assertThat(withMetadata(part(file, text), part("", text)))
                    .as("twice%s", file)
                    .isEqualTo("400 metadata");
            for (int bytes : List.of(3 * MIB / 2, 3 * MIB)) {
                assertThat(withMetadata(part(file, padded(text, bytes))))
                        .as("%s bytes%s", bytes, file)
                        .isEqualTo("400 metadata");
            }
        }
    }

    private static byte[] padded(byte[] text, int length) {
        byte[] padded = Arrays.copyOf(text, length);
        Arrays.fill(padded, text.length, length, (byte) ' ');
        return padded;
    }

    private static byte[] part(String file, byte[] metadata) {
        return concatenated(
                ("--b\r\nContent-Disposition: form-data; name=\"metadata\"" + file + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII),
                metadata,
                "\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] concatenated(byte[]... pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            all.writeBytes(piece);
        }
        return all.toByteArray();
    }

    /** @return the status, and the field at fault */
    private String withMetadata(byte[]... parts) throws Exception {
        byte[] body = concatenated(
                concatenated(parts),
                "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"m.fits\"\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII),
                Samples.bytes("ned-crab.fits"),
                "\r\n--b--\r\n".getBytes(StandardCharsets.US_ASCII));
        HttpResponse<String> answer = http.send(
                request("", "multipart/form-data; boundary=b")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return answer.statusCode()
                + (answer.statusCode() < 300 ? "" : " " + new JsonObject(answer.body()).getString("field"));
    }

    @Test
    void uploadsHoldNoMoreThanTheirMemoryAndOneTooManyIsToldToComeAgain() throws Exception {
        IngestConfig small = site.config(new IngestConfig.Limits(
                1 << 30, 100, 8 * MIB, Duration.ofMillis(300), IngestConfig.Limits.STANDARD.references()));
        // The memory is the process's, which is a Vert.x: this is another.
        Vertx vertx = Vertx.vertx();
        IngestApp app = TestSite.get(IngestApp.start(vertx, small));
        Socket half = new Socket(InetAddress.getLoopbackAddress(), app.port());
        try {
            Patience.until(
                    "it is ready", TestSite.PATIENCE, () -> app.observer().ready());
            half.getOutputStream().write(head("Transfer-Encoding: chunked"));
            byte[] whole = "no FITS".getBytes(StandardCharsets.US_ASCII);
            Patience.until("all memory is taken", TestSite.PATIENCE, () -> uploaded(app, whole) == 503);
            HttpResponse<String> refused = http.send(upload(app, whole), HttpResponse.BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(new JsonObject(refused.body()).getString("detail")).contains("memory");
            HttpRequest form = HttpRequest.newBuilder(upload(app, whole), (name, value) -> !name.equals("Content-Type"))
                    .header("Content-Type", "multipart/form-data; boundary=b")
                    .POST(HttpRequest.BodyPublishers.ofString(open(1) + "x\r\n--b--\r\n"))
                    .build();
            assertThat(http.send(form, HttpResponse.BodyHandlers.discarding()).statusCode())
                    .isEqualTo(503);
            half.close();
            Patience.until("there is room again", TestSite.PATIENCE, () -> uploaded(app, whole) == 415);
        } finally {
            TestSite.get(app.stop());
            TestSite.get(vertx.close());
        }
    }

    private int uploaded(IngestApp app, byte[] bytes) {
        try {
            return http.send(upload(app, bytes), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest upload(IngestApp app, byte[] bytes) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + app.port() + PATH + "?name=a.fits"))
                .header("Authorization", "Bearer " + site.token("archive:hostile"))
                .header("Content-Type", "application/fits")
                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                .build();
    }

    private byte[] head(String length) {
        return ("POST " + PATH + "?name=half.fits HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/fits\r\n"
                        + "Authorization: Bearer " + site.token("archive:hostile") + "\r\n" + length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
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
