package org.periapsis.datalabs.viewer;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.periapsis.datalabs.selection.Selection;
import org.periapsis.datalabs.viewer.file.Library;
import org.periapsis.datalabs.viewer.file.Spool;

/** Files that tests look at: the genuine samples, and FITS files made card by card. */
public final class Fixtures {
    public static final Path SAMPLES = Path.of("..", "local", "src", "main", "resources", "samples");

    private static final int BLOCK = 2880;

    private Fixtures() {}

    /** A library of files, each its own product. */
    public static Library library(Path scratch, Path... files) {
        List<Selection.Product> products = new ArrayList<>();
        for (Path file : files) {
            products.add(new Selection.Product(
                    Map.of("obs_publisher_did", "ivo://t/c?" + file.getFileName()), List.of(file)));
        }
        return new Library(new Selection(products), new Spool(scratch, 1L << 32));
    }

    /** Header blocks of some cards, with END. */
    public static byte[] header(String... cards) {
        int blocks = (cards.length * 80 + 80 + BLOCK - 1) / BLOCK;
        byte[] header = new byte[blocks * BLOCK];
        Arrays.fill(header, (byte) ' ');
        for (int i = 0; i <= cards.length; i++) {
            byte[] text = (i < cards.length ? cards[i] : "END").getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(text, 0, header, 80 * i, text.length);
        }
        return header;
    }

    /** A card with a number or a logical value. */
    public static String card(String keyword, Object value) {
        return String.format(Locale.ROOT, "%-8s= %20s", keyword, value);
    }

    /** A card with a text. */
    public static String text(String keyword, String value) {
        return String.format(Locale.ROOT, "%-8s= '%s'", keyword, value);
    }

    /** Data filled up to whole blocks. */
    public static byte[] padded(byte[] data) {
        return Arrays.copyOf(data, (data.length + BLOCK - 1) / BLOCK * BLOCK);
    }

    public static byte[] joined(byte[]... parts) {
        ByteBuffer all =
                ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
        Arrays.stream(parts).forEach(all::put);
        return all.array();
    }

    /** A sky of noise with stars and a blank corner, as 32-bit floats with a TAN system, written row by row. */
    public static Path bigImage(Path file, int side) throws IOException {
        byte[] header = header(
                card("SIMPLE", "T"),
                card("BITPIX", -32),
                card("NAXIS", 2),
                card("NAXIS1", side),
                card("NAXIS2", side),
                text("OBJECT", "A sky of noise"),
                text("BUNIT", "adu"),
                text("CTYPE1", "RA---TAN"),
                text("CTYPE2", "DEC--TAN"),
                card("CRPIX1", side / 2.0),
                card("CRPIX2", side / 2.0),
                card("CRVAL1", 83.633),
                card("CRVAL2", 22.0145),
                card("CDELT1", -0.0001),
                card("CDELT2", 0.0001));
        long bytes = 4L * side * side;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            out.write(header);
            ByteBuffer row = ByteBuffer.allocate(4 * side);
            long s = 1;
            for (int y = 0; y < side; y++) {
                row.clear();
                for (int x = 0; x < side; x++) {
                    s = s * 6364136223846793005L + 1442695040888963407L;
                    int noise = (int) ((s >>> 40) & 0xFF) + (int) ((s >>> 48) & 0xFF) - 255;
                    row.putFloat(x < side / 50 && y < side / 50 ? Float.NaN : sky(x, y) + noise / 12f);
                }
                out.write(row.array());
            }
            out.write(new byte[(int) ((BLOCK - bytes % BLOCK) % BLOCK)]);
        }
        return file;
    }

    /** A table of sources with right ascension and declination in degrees. */
    public static Path catalogue(Path file, double[][] positions) throws IOException {
        byte[] table = header(
                text("XTENSION", "BINTABLE"),
                card("BITPIX", 8),
                card("NAXIS", 2),
                card("NAXIS1", 16),
                card("NAXIS2", positions.length),
                card("PCOUNT", 0),
                card("GCOUNT", 1),
                card("TFIELDS", 2),
                text("TTYPE1", "RA"),
                text("TFORM1", "D"),
                text("TUNIT1", "deg"),
                text("TTYPE2", "DEC"),
                text("TFORM2", "D"),
                text("TUNIT2", "deg"),
                text("EXTNAME", "SOURCES"));
        ByteBuffer rows = ByteBuffer.allocate(16 * positions.length);
        for (double[] position : positions) {
            rows.putDouble(position[0]).putDouble(position[1]);
        }
        byte[] primary = header(card("SIMPLE", "T"), card("BITPIX", 8), card("NAXIS", 0));
        return Files.write(file, joined(primary, table, padded(rows.array())));
    }

    /** 1000 with a star of 20,000 in the middle of each 500 x 500 pixels. */
    public static float sky(int x, int y) {
        int dx = x % 500 - 250;
        int dy = y % 500 - 250;
        int r2 = dx * dx + dy * dy;
        return r2 > 2500 ? 1000 : (float) (1000 + 20_000 * Math.exp(-r2 / 60.0));
    }
}
