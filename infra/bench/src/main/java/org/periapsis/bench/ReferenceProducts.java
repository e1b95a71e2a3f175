package org.periapsis.bench;

import io.vertx.core.json.JsonObject;
import java.util.Random;

/** Products by reference, spread over the sky, the same for the same seed. */
final class ReferenceProducts {
    private static final String[] INSTRUMENTS = {"WFC3", "NIRCAM", "VISIR", "MUSE", "SDSI"};

    private final Random random;
    private final String run;

    /** @param run part of every product's name, so that runs do not meet */
    ReferenceProducts(long seed, String run) {
        this.random = new Random(seed);
        this.run = run;
    }

    String id(int number) {
        return "ivo://esa-sky/BENCH?" + run + "-" + number;
    }

    JsonObject body(int number) {
        double ra = random.nextDouble() * 360;
        double dec = Math.toDegrees(Math.asin(random.nextDouble() * 2 - 1));
        double start = 55_000 + random.nextDouble() * 5_000;
        return new JsonObject()
                .put("obs_publisher_did", id(number))
                .put("obs_collection", "BENCH")
                .put("obs_title", "Benchmark product " + number)
                .put("target_name", "field " + number % 1000)
                .put("dataproduct_type", "image")
                .put("calib_level", 2)
                .put("s_ra", ra)
                .put("s_dec", dec)
                .put("s_fov", 0.1)
                .put("t_min", start)
                .put("t_max", start + 0.01)
                .put("t_exptime", 864.0)
                .put("em_min", 5e-7)
                .put("em_max", 6e-7)
                .put("facility_name", "Benchmark observatory")
                .put("instrument_name", INSTRUMENTS[random.nextInt(INSTRUMENTS.length)])
                .put("data_rights", "public")
                .put("access_url", "https://archive.example/bench/" + run + "/" + number + ".fits")
                .put("size", 8_388_608 + random.nextInt(1_000_000))
                .put("sha256", sha256());
    }

    private String sha256() {
        StringBuilder text = new StringBuilder(64);
        for (int i = 0; i < 8; i++) {
            text.append(String.format("%08x", random.nextInt()));
        }
        return text.toString();
    }
}
