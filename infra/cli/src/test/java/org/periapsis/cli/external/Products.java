package org.periapsis.cli.external;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

/** Products of the load: each number another one, at another place on the sky. */
final class Products {
    private static final int BLOCK = 2880;
    private static final int CARD = 80;
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private Products() {}

    static int next() {
        return NUMBERS.incrementAndGet();
    }

    static JsonObject byReference(String collection, int number) {
        return new JsonObject()
                .put("name", "external-" + number + ".fits")
                .put("size", 2880L * number)
                .put("sha256", String.format("%064x", number))
                .put("access_url", "https://archive.example/external/" + number + ".fits")
                .put("collection", collection)
                .put("obscore", place(number).put("dataproduct_type", "image"));
    }

    static JsonObject metadata(String collection, int number) {
        return place(number).put("obs_collection", collection);
    }

    private static JsonObject place(int number) {
        return new JsonObject().put("s_ra", number * 0.37 % 360).put("s_dec", number * 0.11 % 180 - 90);
    }

    /** A FITS image of 32 by 45 pixels. */
    static byte[] fits(int number) {
        byte[] bytes = new byte[2 * BLOCK];
        StringBuilder header = new StringBuilder();
        for (String card : new String[] {
            "SIMPLE  =                    T",
            "BITPIX  =                   16",
            "NAXIS   =                    2",
            "NAXIS1  =                   32",
            "NAXIS2  =                   45",
            "OBJECT  = 'external " + number + "'",
            "END"
        }) {
            header.append(String.format("%-" + CARD + "s", card));
        }
        byte[] head = String.format("%-" + BLOCK + "s", header).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(head, 0, bytes, 0, BLOCK);
        for (int i = 0; i < BLOCK; i++) {
            bytes[BLOCK + i] = (byte) (number * 31 + i);
        }
        return bytes;
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
