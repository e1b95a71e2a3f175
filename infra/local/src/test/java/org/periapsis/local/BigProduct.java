package org.periapsis.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.periapsis.local.client.PlatformClient;

/** An image large enough that bringing it to another site takes a while. */
final class BigProduct {
    private static final int BLOCK = 2880;
    private static final int CARD = 80;
    private static final int MEGABYTE = 1_000_000;

    private BigProduct() {}

    /** @return its id, once searches find it and placement knows its replica; it is at the first site */
    static String ingest(PlatformClient client, int megabytes) throws Exception {
        Path file = Files.createTempDirectory("periapsis-big").resolve("big-" + megabytes + ".fits");
        try {
            write(file, megabytes);
            JsonObject about = new JsonObject().put("obs_collection", "2MASS").put("target_name", "big sky");
            HttpResponse<String> answer = client.ingest("esa-sky", file, about);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            String id = new JsonObject(answer.body()).getString("product_id");
            Eventually.is(
                    Duration.ofMinutes(1),
                    () -> client.exchange("GET", "/api/products/" + PlatformClient.encode(id), null, java.util.Map.of())
                            .statusCode(),
                    200);
            JsonObject ask = new JsonObject()
                    .put("datalab", new JsonObject().put("id", "viewer"))
                    .put("ids", new JsonArray(List.of(id)));
            Eventually.is(
                    Duration.ofMinutes(1),
                    () -> client.send("POST", "/api/placements/preview", ask).getString("site") != null,
                    true);
            return id;
        } finally {
            Directories.delete(file.getParent());
        }
    }

    private static void write(Path file, int megabytes) throws IOException {
        String header = List.of(
                        card("SIMPLE", "T"),
                        card("BITPIX", "8"),
                        card("NAXIS", "2"),
                        card("NAXIS1", String.valueOf(MEGABYTE)),
                        card("NAXIS2", String.valueOf(megabytes)),
                        card("CTYPE1", "'RA---TAN'"),
                        card("CTYPE2", "'DEC--TAN'"),
                        card("CRVAL1", "83.6"),
                        card("CRVAL2", "22.0"),
                        card("CRPIX1", "500000.0"),
                        card("CRPIX2", String.valueOf(megabytes / 2.0)),
                        card("CDELT1", "-1.0E-6"),
                        card("CDELT2", "1.0E-3"),
                        String.format("%-80s", "END"))
                .stream()
                .collect(Collectors.joining());
        byte[] row = new byte[MEGABYTE];
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(padded(header).getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < megabytes; i++) {
                out.write(row);
            }
            out.write(new byte[(int) (BLOCK - (long) megabytes * MEGABYTE % BLOCK) % BLOCK]);
        }
    }

    private static String card(String keyword, String value) {
        return String.format(Locale.ROOT, "%-" + CARD + "s", String.format(Locale.ROOT, "%-8s= %20s", keyword, value));
    }

    private static String padded(String header) {
        return header + " ".repeat((BLOCK - header.length() % BLOCK) % BLOCK);
    }
}
