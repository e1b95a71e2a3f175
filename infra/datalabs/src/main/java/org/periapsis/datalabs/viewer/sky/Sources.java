package org.periapsis.datalabs.viewer.sky;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.periapsis.datalabs.viewer.file.StoredFile;
import org.periapsis.datalabs.viewer.file.Unit;
import org.periapsis.datalabs.viewer.file.UnreadableException;
import org.periapsis.datalabs.viewer.image.Raster;
import org.periapsis.datalabs.viewer.table.Table;
import org.periapsis.fits.sky.SkyPoint;
import org.periapsis.fits.sky.SkyToPixel;

/** The rows of a source catalogue that fall on an image, as pixels. */
public final class Sources {
    private static final int MOST = 5000;
    /** Names of columns with ICRS or J2000 positions in degrees, as catalogues have them. */
    private static final List<List<String>> PAIRS = List.of(
            List.of("ra", "dec"),
            List.of("raj2000", "dej2000"),
            List.of("_raj2000", "_dej2000"),
            List.of("ra_icrs", "de_icrs"),
            List.of("alpha_j2000", "delta_j2000"),
            List.of("alphawin_j2000", "deltawin_j2000"),
            List.of("s_ra", "s_dec"),
            List.of("ramean", "decmean"),
            List.of("ra2000", "dec2000"));

    private Sources() {}

    /** The two columns with positions; empty when no names and units say so. */
    public static Optional<int[]> columns(Table table) {
        List<Map<String, Object>> columns = table.columns();
        for (List<String> pair : PAIRS) {
            int ra = index(columns, pair.get(0));
            int dec = index(columns, pair.get(1));
            if (ra >= 0 && dec >= 0) {
                return Optional.of(new int[] {ra, dec});
            }
        }
        return Optional.empty();
    }

    private static int index(List<Map<String, Object>> columns, String name) {
        for (int i = 0; i < columns.size(); i++) {
            Map<String, Object> column = columns.get(i);
            String unit = String.valueOf(column.get("unit")).toLowerCase(Locale.ROOT);
            boolean degrees = unit.isEmpty() || unit.startsWith("deg");
            if (degrees
                    && Boolean.TRUE.equals(column.get("numeric"))
                    && String.valueOf(column.get("name"))
                            .toLowerCase(Locale.ROOT)
                            .equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** The sources on the image: {@code points} of x, y and row, and how many there are in all. */
    public static Map<String, Object> of(StoredFile file, Unit unit, Raster image, SkyToPixel inverse)
            throws IOException {
        Table table = Table.of(file, unit);
        int[] columns = columns(table)
                .orElseThrow(() -> new UnreadableException(
                        "TTYPE", "The table has no columns with positions in degrees", "Choose a source catalogue"));
        List<double[]> points = new ArrayList<>();
        long[] found = new long[1];
        table.numbers(columns, (row, values) -> {
            if (Double.isFinite(values[0]) && Math.abs(values[1]) <= 90) {
                Optional<double[]> pixel = Optional.of(new SkyPoint(values[0], values[1]))
                        .filter(inverse::near)
                        .flatMap(inverse::pixel)
                        .filter(p -> p[0] >= 0.5
                                && p[1] >= 0.5
                                && p[0] <= image.width() + 0.5
                                && p[1] <= image.height() + 0.5);
                if (pixel.isPresent() && found[0]++ < MOST) {
                    points.add(new double[] {pixel.get()[0] - 0.5, pixel.get()[1] - 0.5, row});
                }
            }
        });
        Map<String, Object> sources = new LinkedHashMap<>();
        sources.put("points", points);
        sources.put("found", found[0]);
        return sources;
    }
}
