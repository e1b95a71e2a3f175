package org.periapsis.datalabs.viewer.image;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.periapsis.datalabs.viewer.file.Shelf;
import org.periapsis.datalabs.viewer.file.Spool;
import org.periapsis.datalabs.viewer.file.UnreadableException;
import org.periapsis.fits.picture.Limits;

/** One plane of an image as tiles: square pieces of the image and of its smaller copies, as codes. Thread-safe. */
public final class Plane implements AutoCloseable {
    /** The ways to choose limits that are offered. */
    public static final List<String> RULES = List.of("zscale", "p99.5", "p99", "p95", "minmax");

    private static final int SAMPLE_ROWS = 128;
    private static final int SAMPLE_COLUMNS = 512;

    private final Shelf<?, Image>.Loan image;
    private final Raster raster;
    private final int number;
    private final Pyramid pyramid;
    private final float[] sample;
    private final Companding companding;
    private volatile boolean complete;
    private volatile String problem = "";

    Plane(Shelf<?, Image>.Loan image, int number, Spool spool) throws IOException {
        this.image = image;
        this.raster = image.get().raster();
        this.number = number;
        if (number < 0 || number >= raster.planes()) {
            throw new UnreadableException(
                    "plane",
                    "There is no plane " + number + " among " + raster.planes(),
                    "Choose a plane from 0 to " + (raster.planes() - 1));
        }
        this.sample = sample();
        this.companding = Companding.of(sample);
        this.pyramid = new Pyramid(raster, number, spool);
    }

    /** One tile. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Tile(byte[] codes, boolean exact) {}

    private float[] sample() throws IOException {
        int rows = Math.min(SAMPLE_ROWS, raster.height());
        int columns = Math.min(SAMPLE_COLUMNS, raster.width());
        float[] row = new float[raster.width()];
        float[] values = new float[rows * columns];
        for (int i = 0; i < rows; i++) {
            raster.pixels(number, 0, place(i, rows, raster.height()), raster.width(), row, 0);
            for (int j = 0; j < columns; j++) {
                values[i * columns + j] = row[place(j, columns, raster.width())];
            }
        }
        return values;
    }

    /** Evenly spread, in the middle of its share. */
    private static int place(int i, int of, int length) {
        return (int) ((2L * i + 1) * length / (2L * of));
    }

    /** Makes the smaller copies; what goes wrong is kept for those who ask. */
    void build() {
        try {
            pyramid.build();
            complete = true;
        } catch (IOException | RuntimeException failure) {
            problem = String.valueOf(failure.getMessage());
        } catch (OutOfMemoryError exhausted) {
            problem = "its smaller copies take more memory than the session has";
        }
    }

    /** What the page needs to know to show the plane. */
    public Map<String, Object> described() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("plane", number);
        values.put("width", raster.width());
        values.put("height", raster.height());
        values.put("tile", Pyramid.TILE);
        values.put("levels", pyramid.levels());
        values.put("centre", companding.centre());
        values.put("spread", companding.spread());
        values.put("steps", Companding.STEPS);
        values.put("complete", complete || !problem.isEmpty());
        values.put("progress", pyramid.progress());
        values.put("problem", problem);
        Map<String, Object> limits = new LinkedHashMap<>();
        for (String rule : RULES) {
            Limits chosen = limits(rule);
            limits.put(rule, List.of(chosen.low(), chosen.high()));
        }
        values.put("limits", limits);
        values.put("statistics", complete ? pyramid.moments().described() : null);
        return values;
    }

    private Limits limits(String rule) {
        boolean known =
                complete && pyramid.moments().high() >= pyramid.moments().low();
        return rule.equals("minmax") && known
                ? new Limits(pyramid.moments().low(), pyramid.moments().high())
                : Limits.named(rule, sample);
    }

    /**
     * A tile of a level, counted from the lower left corner: the high bytes of the codes, then the low ones, rows from the
     * bottom. Tiles at the right and upper edge are as small as what is left.
     */
    public Tile tile(int level, int column, int row) throws IOException {
        if (level < 0 || level > pyramid.levels()) {
            throw noTile("level", level, pyramid.levels());
        }
        int x = within("column", column, pyramid.width(level)) * Pyramid.TILE;
        int y = within("row", row, pyramid.height(level)) * Pyramid.TILE;
        int width = Math.min(Pyramid.TILE, pyramid.width(level) - x);
        int height = Math.min(Pyramid.TILE, pyramid.height(level) - y);
        float[] values = new float[width * height];
        boolean exact = pyramid.has(level, y + height);
        if (exact) {
            pyramid.read(level, x, y, width, height, values);
        } else {
            pyramid.readRoughly(level, x, y, width, height, values);
        }
        byte[] codes = new byte[2 * values.length];
        for (int i = 0; i < values.length; i++) {
            int code = companding.code(values[i]);
            codes[i] = (byte) (code >> 8);
            codes[values.length + i] = (byte) code;
        }
        return new Tile(codes, exact || !problem.isEmpty());
    }

    private static int within(String name, int index, int length) throws UnreadableException {
        int last = (length - 1) / Pyramid.TILE;
        if (index < 0 || index > last) {
            throw noTile(name, index, last);
        }
        return index;
    }

    private static UnreadableException noTile(String name, int index, int last) {
        return new UnreadableException(
                name, "There is no tile at " + name + " " + index, "Choose one from 0 to " + last);
    }

    /** The exact value at a pixel counted from 0. */
    public double value(int x, int y) throws IOException {
        return raster.value(number, x, y);
    }

    public Image image() {
        return image.get();
    }

    @Override
    public void close() throws IOException {
        try {
            pyramid.close();
        } finally {
            image.close();
        }
    }
}
