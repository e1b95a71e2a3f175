package org.periapsis.datalabs.viewer;

import java.io.IOException;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.FitsException;
import nom.tam.fits.Header;
import nom.tam.fits.ImageHDU;
import nom.tam.image.compression.hdu.CompressedImageHDU;
import org.periapsis.datalabs.fits.Values;

/** One two-dimensional plane of a FITS image. */
final class ImagePlane {

    private final int width;
    private final int height;
    private final float[] pixels;

    /** Takes physical values, first axis fastest, from the bottom row as FITS has it; NaN where blank. */
    private ImagePlane(int width, int height, float[] pixels) {
        this.width = width;
        this.height = height;
        this.pixels = pixels;
    }

    /**
     * Reads a plane, counted through all axes after the second.
     *
     * @throws IOException when the unit is no image of two or more axes, or the plane does not exist
     */
    static ImagePlane read(BasicHDU<?> unit, int plane) throws IOException {
        try {
            ImageHDU image = unit instanceof CompressedImageHDU compressed
                    ? compressed.asImageHDU()
                    : unit instanceof ImageHDU plain ? plain : null;
            int[] axes = image == null ? null : image.getAxes();
            if (axes == null || axes.length < 2) {
                throw new IOException("This unit holds no picture");
            }
            // Axes come slowest first.
            int width = axes[axes.length - 1];
            int height = axes[axes.length - 2];
            int planes = 1;
            Object data = image.getKernel();
            for (int axis = 0; axis < axes.length - 2; axis++) {
                planes = Math.multiplyExact(planes, axes[axis]);
            }
            if (plane < 0 || plane >= planes) {
                throw new IOException("There is no plane " + plane + " among " + planes);
            }
            int rest = plane;
            int each = planes;
            for (int axis = 0; axis < axes.length - 2; axis++) {
                each /= axes[axis];
                data = ((Object[]) data)[rest / each];
                rest %= each;
            }
            return new ImagePlane(width, height, physical(image.getHeader(), data));
        } catch (FitsException | ArithmeticException unreadable) {
            throw new IOException("The picture cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private static float[] physical(Header header, Object data) {
        Long blank = header.containsKey("BLANK") ? Long.valueOf(header.getLongValue("BLANK")) : null;
        double[] values =
                new Values(header.getDoubleValue("BSCALE", 1), header.getDoubleValue("BZERO", 0), blank).of(data);
        float[] pixels = new float[values.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) values[i];
        }
        return pixels;
    }

    /** A smaller copy with at most so many pixels on a side: each pixel is the mean of the finite ones that it stands for. */
    ImagePlane within(int side) {
        int step = Math.max(1, (Math.max(width, height) + side - 1) / side);
        if (step == 1) {
            return this;
        }
        int w = (width + step - 1) / step;
        int h = (height + step - 1) / step;
        float[] small = new float[w * h];
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                small[y * w + x] = mean(x * step, y * step, step);
            }
        }
        return new ImagePlane(w, h, small);
    }

    private float mean(int left, int bottom, int step) {
        double sum = 0;
        int n = 0;
        for (int y = bottom; y < Math.min(height, bottom + step); y++) {
            for (int x = left; x < Math.min(width, left + step); x++) {
                float pixel = pixels[y * width + x];
                if (Float.isFinite(pixel)) {
                    sum += pixel;
                    n++;
                }
            }
        }
        return n == 0 ? Float.NaN : (float) (sum / n);
    }

    /** As PNG, last row at the top as people look at the sky; blank pixels are transparent. */
    byte[] png(String stretchName) throws IOException {
        Stretch stretch = Stretch.named(stretchName, pixels);
        byte[] bytes = new byte[width * height * 2];
        int at = 0;
        for (int y = height - 1; y >= 0; y--) {
            for (int x = 0; x < width; x++) {
                float pixel = pixels[y * width + x];
                bytes[at++] = (byte) (Float.isFinite(pixel) ? stretch.shade(pixel) : 0);
                bytes[at++] = (byte) (Float.isFinite(pixel) ? 255 : 0);
            }
        }
        return Png.encode(width, height, bytes);
    }
}
