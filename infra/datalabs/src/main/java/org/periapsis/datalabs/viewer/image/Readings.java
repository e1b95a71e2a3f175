package org.periapsis.datalabs.viewer.image;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.periapsis.datalabs.viewer.file.UnreadableException;
import org.periapsis.datalabs.viewer.sky.Sexagesimal;
import org.periapsis.fits.sky.SkyPoint;

/** What is at a pixel: its value, its direction, its spectrum. Pixels are counted from 0 here, and from 1 as FITS has it. */
public final class Readings {
    private static final int MOST_CHANNELS = 1 << 17;
    private static final int WIDEST_BOX = 51;

    private Readings() {}

    /** Value and direction at a place of a plane, in pixels from the lower left corner of the lower left pixel. */
    public static Map<String, Object> probe(Plane plane, double x, double y) throws IOException {
        Image image = plane.image();
        int column = (int) Math.floor(x);
        int row = (int) Math.floor(y);
        Map<String, Object> reading = new LinkedHashMap<>();
        reading.put("x", column + 1);
        reading.put("y", row + 1);
        boolean inside = column >= 0
                && row >= 0
                && column < image.raster().width()
                && row < image.raster().height();
        reading.put("inside", inside);
        reading.put("value", inside ? plane.value(column, row) : null);
        reading.put("unit", image.quantity());
        // The centre of the first pixel is 1.
        Optional<SkyPoint> sky = image.sky().flatMap(s -> s.wcs().icrs(x + 0.5, y + 0.5));
        reading.put("ra", sky.map(SkyPoint::lon).orElse(null));
        reading.put("dec", sky.map(SkyPoint::lat).orElse(null));
        reading.put("position", sky.map(Sexagesimal::of).orElse(null));
        return reading;
    }

    /**
     * The values along the third axis, as means over a square of pixels.
     *
     * @param plane which of the planes of the further axes the channel belongs to
     * @param box side of the square, odd
     */
    public static Map<String, Object> spectrum(Image image, int plane, int x, int y, int box) throws IOException {
        Raster raster = image.raster();
        int channels = (int) image.unit().axis(3);
        if (channels < 2 || channels > MOST_CHANNELS) {
            throw new UnreadableException(
                    "NAXIS3",
                    "A spectrum has from 2 to " + MOST_CHANNELS + " channels, not " + channels,
                    "Choose an extension with a cube");
        }
        if (x < 0 || y < 0 || x >= raster.width() || y >= raster.height()) {
            throw new UnreadableException("x", "The pixel is outside the image", "Choose a pixel of the image");
        }
        if (box < 1 || box > WIDEST_BOX || plane < 0 || plane >= raster.planes()) {
            throw new UnreadableException(
                    "box", "The square is from 1 to " + WIDEST_BOX + " pixels wide", "Choose a smaller square");
        }
        int first = plane / channels * channels;
        double[] coordinates = new double[channels];
        double[] values = new double[channels];
        for (int channel = 0; channel < channels; channel++) {
            coordinates[channel] = image.axis(3).at(channel);
            values[channel] = mean(raster, first + channel, x, y, box / 2);
        }
        Map<String, Object> spectrum = new LinkedHashMap<>();
        spectrum.put("label", image.axis(3).label());
        spectrum.put("unit", image.axis(3).unit());
        spectrum.put("quantity", image.quantity());
        spectrum.put("x", coordinates);
        spectrum.put("y", values);
        return spectrum;
    }

    private static double mean(Raster raster, int plane, int x, int y, int reach) throws IOException {
        int left = Math.max(0, x - reach);
        int right = Math.min(raster.width() - 1, x + reach);
        float[] row = new float[right - left + 1];
        double sum = 0;
        int n = 0;
        for (int at = Math.max(0, y - reach); at <= Math.min(raster.height() - 1, y + reach); at++) {
            raster.pixels(plane, left, at, row.length, row, 0);
            for (float value : row) {
                if (Float.isFinite(value)) {
                    sum += value;
                    n++;
                }
            }
        }
        return n == 0 ? Double.NaN : sum / n;
    }
}
