package org.periapsis.datalabs.viewer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A viewer over genuine files and a few made ones, and a browser before it. */
final class Stand implements AutoCloseable {
    static final int CENTRE_K = 0;
    static final int BIG = 1;
    static final int CUBE = 2;
    static final int LIGHT_CURVE = 3;
    static final int CENTRE_H = 4;
    static final int EXTENSIONS = 5;
    static final int DAMAGED = 6;
    static final int VELOCITIES = 7;
    static final int HORSEHEAD = 8;
    static final int SOURCES = 9;

    private static final Path SHOTS = Path.of("target", "screenshots");
    private static final String CENTRE =
            ",\"s_ra\":266.42,\"s_dec\":-28.93,\"s_region\":\"POLYGON ICRS 266.05 -29.20 266.70 -29.26 266.76 -28.70 266.10 -28.64\"";

    final ViewerProcess viewer;
    final Browser browser;

    /** @param folder has {@code sky-10000.fits} already where that is to be shown */
    Stand(Path folder) throws IOException {
        for (String name : new String[] {
            "2mass-galactic-center-k.fits",
            "complete-l1448-13co-cube.fits",
            "tess-25155310-s01-lc.fits",
            "2mass-galactic-center-h.fits",
            "multi-extension.fits",
            "tau-ceti-velocities.fits",
            "dss-horsehead.fits"
        }) {
            Files.copy(Fixtures.SAMPLES.resolve(name), folder.resolve(name));
        }
        Files.writeString(folder.resolve("damaged.fits"), "SIMPLE  =                    F and no more");
        double[][] sources = new double[60][];
        for (int i = 0; i < sources.length; i++) {
            int row = i / 10;
            sources[i] = new double[] {266.05 + 0.078 * (i % 10), -29.28 + 0.14 * row};
        }
        Fixtures.catalogue(folder.resolve("sources.fits"), sources);
        Files.writeString(folder.resolve("selection.json"), selection());
        viewer = new ViewerProcess(folder, "/sessions/5f0c/");
        browser = new Browser(folder.resolve("profile"), SHOTS);
    }

    private static String selection() {
        String[] products = {
            product("2mass-galactic-center-k.fits", "image", "Galactic Centre", CENTRE),
            product("sky-10000.fits", "image", "Noise", ",\"s_ra\":83.633,\"s_dec\":22.0145"),
            product("complete-l1448-13co-cube.fits", "cube", "L1448", ""),
            product("tess-25155310-s01-lc.fits", "timeseries", "TIC 25155310", ""),
            product("2mass-galactic-center-h.fits", "image", "Galactic Centre", CENTRE),
            product("multi-extension.fits", "image", "Gemini", ""),
            product("damaged.fits", "image", "Nothing", ""),
            product("tau-ceti-velocities.fits", "measurements", "Tau Ceti", ""),
            product("dss-horsehead.fits", "image", "Horsehead", ""),
            product("sources.fits", "measurements", "Galactic Centre", "")
        };
        return "{\"products\":[" + String.join(",", products) + "]}";
    }

    private static String product(String name, String type, String target, String more) {
        return """
                {"obs_publisher_did":"ivo://t/c?%s","obs_collection":"%s","dataproduct_type":"%s","target_name":"%s"%s,
                 "files":[{"path":"%s"}]}"""
                .formatted(name, name.replaceAll("[-.].*", "").toUpperCase(Locale.ROOT), type, target, more, name);
    }

    /** Opens a file, and what is asked for of it. */
    void open(int file, String more) {
        browser.open(viewer.url() + "?file=" + file + more);
    }

    @Override
    public void close() {
        browser.close();
        viewer.close();
    }
}
