package org.periapsis.fits.picture;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.periapsis.fits.header.HeaderException;
import org.periapsis.fits.header.Keywords;

/**
 * How the pixels of an image are stored: FITS standard 4.0, sections 4.4.2 and 5. Physical values are
 * {@code BZERO + BSCALE x stored}; blank integers are NaN.
 *
 * @param bitpix 8, 16, 32 or 64 for integers, -32 or -64 for IEEE floats
 * @param scale BSCALE
 * @param zero BZERO
 * @param blank BLANK, of integers only
 */
public record PixelFormat(int bitpix, double scale, double zero, OptionalLong blank) {

    /**
     * What a header says.
     *
     * @throws HeaderException when BITPIX is none that the standard has
     */
    public static PixelFormat of(Keywords k) {
        int bitpix = (int) k.integer("BITPIX").orElse(0);
        return switch (bitpix) {
            case 8, 16, 32, 64, -32, -64 ->
                new PixelFormat(bitpix, k.number("BSCALE", 1), k.number("BZERO", 0), k.integer("BLANK"));
            default ->
                throw new HeaderException(
                        HeaderException.Fault.ABSURD, "BITPIX", "BITPIX = " + bitpix + " is not in the FITS standard");
        };
    }

    /** Bytes a pixel. */
    public int bytes() {
        return Math.abs(bitpix) / 8;
    }

    /** The physical value of the pixel at a byte of a big-endian buffer; NaN when it is blank. */
    public double value(ByteBuffer stored, int at) {
        long integer;
        switch (bitpix) {
            case -32 -> {
                return zero + scale * stored.getFloat(at);
            }
            case -64 -> {
                return zero + scale * stored.getDouble(at);
            }
            case 8 -> integer = stored.get(at) & 0xFF;
            case 16 -> integer = stored.getShort(at);
            case 32 -> integer = stored.getInt(at);
            default -> integer = stored.getLong(at);
        }
        return blank.isPresent() && blank.getAsLong() == integer ? Double.NaN : zero + scale * integer;
    }

    /** Decodes so many pixels from the start of a buffer. */
    public void decode(ByteBuffer stored, int pixels, float[] into, int from) {
        int bytes = bytes();
        if (bitpix == -32 && scale == 1 && zero == 0) {
            stored.asFloatBuffer().get(0, into, from, pixels);
            return;
        }
        for (int i = 0; i < pixels; i++) {
            into[from + i] = (float) value(stored, i * bytes);
        }
    }
}
