package org.periapsis.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.periapsis.embedded.Patience;
import org.periapsis.embedded.s3.Access;
import org.periapsis.ingest.adapter.fits.Samples;

/** Who takes a file slowly keeps nobody at the store, which would cut it off, and gets the file whole. */
@ExtendWith(OneSite.class)
class SlowDownloadIT {
    private static final int SIZE = 24 << 20;
    private static final int PIECE = 1 << 20;

    private final TestSite site;

    SlowDownloadIT(TestSite site) {
        this.site = site;
    }

    @Test
    void theStoreHasAnsweredWhileTheReaderWaits() throws Exception {
        byte[] file = new byte[SIZE];
        new Random(7).nextBytes(file);
        byte[] fits = Samples.bytes("ned-crab.fits");
        System.arraycopy(fits, 0, file, 0, fits.length);
        HttpResponse<String> taken = site.upload(
                "slow", "large.bin", file, new JsonObject().put("s_ra", 1).put("s_dec", 1));
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(201);
        String path = "/files/" + TestSite.encoded(new JsonObject(taken.body()).getString("product_id"));
        Patience.until(
                "the file is there",
                TestSite.PATIENCE,
                () -> site.send("HEAD", path).statusCode() == 200);

        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4 << 10);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), site.port()));
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            assertThat(head(in)).startsWith("HTTP/1.1 200").contains("content-length: " + SIZE);
            Patience.until("the store has answered", TestSite.PATIENCE, () -> !reads().isEmpty());
            assertThat(reads()).allSatisfy(read -> assertThat(read.bytesSent()).isLessThanOrEqualTo(PIECE));
            assertThat(in.readAllBytes()).isEqualTo(file);
        }
    }

    private List<Access> reads() {
        return site.stack.objects().accesses().stream()
                .filter(access -> access.method().equals("GET") && access.key().endsWith("/large.bin"))
                .toList();
    }

    private static String head(InputStream in) throws Exception {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        return head.toString().toLowerCase(Locale.ROOT).replace("http/1.1", "HTTP/1.1");
    }
}
