package org.periapsis.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.periapsis.embedded.LoopbackPort;
import org.periapsis.embedded.Patience;
import org.periapsis.events.ReplicaAdded;
import org.periapsis.kit.config.KafkaConfig;

/** A file four times as large as the heap of the process that takes it. */
@ExtendWith(OneSite.class)
@Tag("full")
class StreamingIT {
    private static final long GIB = 1L << 30;
    private static final int CHUNK = 1 << 20;

    private static Process ingest;
    private static int port;

    private final TestSite site;

    StreamingIT(TestSite site) {
        this.site = site;
    }

    @BeforeAll
    static void start(TestSite site) throws Exception {
        port = LoopbackPort.free("ingest", 0);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                IngestMain.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(environment(site.config()));
        ingest = builder.start();
        Patience.until("the process is ready", Duration.ofMinutes(2), StreamingIT::ready);
    }

    @AfterAll
    static void stop() throws Exception {
        ingest.destroy();
        assertThat(ingest.waitFor(60, TimeUnit.SECONDS))
                .as("the process stops in order")
                .isTrue();
    }

    @Test
    void takesTwoGibibytesInAHeapOfHalfOne() throws Exception {
        long size = 2 * GIB - CHUNK;
        byte[] header = header(size);
        String boundary = "large";
        byte[] before = ("--" + boundary
                        + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"large.fits\"\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] after = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII);
        long padded = (size + 2879) / 2880 * 2880;
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/archives/large/products"))
                .header("Authorization", "Bearer " + site.token("archive:large"))
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(HttpRequest.BodyPublishers.fromPublisher(
                        HttpRequest.BodyPublishers.ofInputStream(
                                () -> new SequenceInputStream(Collections.enumeration(List.of(
                                        new ByteArrayInputStream(before),
                                        new ByteArrayInputStream(header),
                                        new Ramp(padded),
                                        new ByteArrayInputStream(after))))),
                        before.length + header.length + padded + after.length))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(new JsonObject(answer.body()).getLong("size")).isEqualTo(header.length + padded);
        ReplicaAdded replica = new Archive(site, "large").replicas().get(0);
        assertThat(replica.getSize()).isEqualTo(header.length + padded);
        assertThat(ingest.isAlive()).isTrue();
    }

    private static boolean ready() {
        if (!ingest.isAlive()) {
            throw new IllegalStateException("the process ended");
        }
        try {
            return HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready"))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (java.io.IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> environment(IngestConfig config) {
        KafkaConfig.Credentials kafka = config.kafka().user().orElseThrow();
        KafkaConfig.Credentials registry = config.kafka().registryUser().orElseThrow();
        return Map.ofEntries(
                Map.entry("PERIAPSIS_SITE", config.site()),
                Map.entry("PERIAPSIS_HTTP_PORT", String.valueOf(port)),
                Map.entry("PERIAPSIS_ISSUER_NAME", config.http().issuer()),
                Map.entry("PERIAPSIS_ISSUER_KEY", config.http().issuerKey()),
                Map.entry("PERIAPSIS_KAFKA_BOOTSTRAP", config.kafka().bootstrap()),
                Map.entry("PERIAPSIS_KAFKA_USER", kafka.name()),
                Map.entry("PERIAPSIS_KAFKA_PASSWORD", kafka.password().value()),
                Map.entry("PERIAPSIS_REGISTRY_URL", config.kafka().registry()),
                Map.entry("PERIAPSIS_REGISTRY_USER", registry.name()),
                Map.entry("PERIAPSIS_REGISTRY_PASSWORD", registry.password().value()),
                Map.entry("PERIAPSIS_POSTGRES_HOST", config.postgres().host()),
                Map.entry(
                        "PERIAPSIS_POSTGRES_PORT",
                        String.valueOf(config.postgres().port())),
                Map.entry("PERIAPSIS_POSTGRES_USER", config.postgres().user()),
                Map.entry(
                        "PERIAPSIS_POSTGRES_PASSWORD",
                        config.postgres().password().value()),
                Map.entry("PERIAPSIS_S3_ENDPOINT", config.s3().endpoint().toString()),
                Map.entry("PERIAPSIS_S3_USER", config.s3().accessKey()),
                Map.entry("PERIAPSIS_S3_SECRET", config.s3().secretKey().value()));
    }

    private static byte[] header(long size) {
        String[] cards = {
            "SIMPLE  =                    T",
            "BITPIX  =                    8",
            "NAXIS   =                    2",
            "NAXIS1  =              1048576",
            String.format("NAXIS2  = %20d", size / CHUNK),
            "CTYPE1  = 'RA---TAN'",
            "CTYPE2  = 'DEC--TAN'",
            "CRVAL1  =                 10.0",
            "CRVAL2  =                 20.0",
            "CRPIX1  =             524288.0",
            "CRPIX2  =               1024.0",
            "CDELT1  =              -0.0000001",
            "CDELT2  =               0.0000001",
            "END"
        };
        StringBuilder text = new StringBuilder();
        for (String card : cards) {
            text.append(String.format("%-80s", card));
        }
        return String.format("%-2880s", text).getBytes(StandardCharsets.US_ASCII);
    }

    /** Bytes without end to the wanted length, none of them kept. */
    private static final class Ramp extends InputStream {
        private long left;

        Ramp(long length) {
            left = length;
        }

        @Override
        public int read() {
            return left-- > 0 ? (int) (left & 0xff) : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int n = (int) Math.min(length, left);
            java.util.Arrays.fill(bytes, offset, offset + n, (byte) left);
            left -= n;
            return n;
        }
    }
}
