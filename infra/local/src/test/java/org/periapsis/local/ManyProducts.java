package org.periapsis.local;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.periapsis.local.client.PlatformClient;

/** A survey of the whole sky by reference: as many products as wanted, the same for the same number. */
final class ManyProducts {
    static final String COLLECTION = "SURVEY";
    private static final String PATH = "/api/archives/esa-sky/products";
    private static final int BATCH = 2_000;
    private static final double HALF_FIELD = 0.05;

    private final Random random = new Random(7);
    private final PlatformClient client;

    ManyProducts(PlatformClient client) {
        this.client = client;
    }

    void offer(int count) throws IOException {
        for (int from = 0; from < count; from += BATCH) {
            StringBuilder lines = new StringBuilder();
            for (int i = from; i < Math.min(count, from + BATCH); i++) {
                lines.append(product(i).encode()).append('\n');
            }
            HttpResponse<String> answer =
                    client.post(PATH, "application/x-ndjson", lines.toString().getBytes(StandardCharsets.UTF_8));
            if (answer.statusCode() >= 300) {
                throw new IOException(answer.statusCode() + " " + answer.body());
            }
        }
    }

    private JsonObject product(int number) {
        double ra = random.nextDouble() * 360;
        double dec = Math.toDegrees(Math.asin(random.nextDouble() * 2 - 1)) * 0.98;
        double across = HALF_FIELD / Math.cos(Math.toRadians(dec));
        double start = 55_000 + random.nextDouble() * 5_000;
        byte[] sum = new byte[32];
        random.nextBytes(sum);
        return new JsonObject()
                .put("obs_publisher_did", "ivo://esa-sky/" + COLLECTION + "?plate-" + number)
                .put("obs_collection", COLLECTION)
                .put("target_name", "plate " + number)
                .put("dataproduct_type", "image")
                .put("calib_level", 2)
                .put("s_ra", ra)
                .put("s_dec", dec)
                .put("s_fov", 2 * HALF_FIELD)
                .put("s_region", region(ra, dec, across))
                .put("t_min", start)
                .put("t_max", start + 0.01)
                .put("facility_name", "Survey telescope")
                .put("instrument_name", "Camera " + number % 4)
                .put("data_rights", "public")
                .put("access_url", "https://archive.example/survey/" + number + ".fits")
                .put("size", 8_000_000 + number)
                .put("sha256", HexFormat.of().formatHex(sum));
    }

    private static String region(double ra, double dec, double across) {
        StringBuilder text = new StringBuilder("POLYGON ICRS");
        double[][] corners = {
            {ra - across, dec - HALF_FIELD},
            {ra + across, dec - HALF_FIELD},
            {ra + across, dec + HALF_FIELD},
            {ra - across, dec + HALF_FIELD}
        };
        for (double[] corner : corners) {
            text.append(' ').append((corner[0] + 360) % 360).append(' ').append(corner[1]);
        }
        return text.toString();
    }
}
