package org.periapsis.datalabs.viewer.image;

import java.util.Locale;
import java.util.Map;
import org.periapsis.fits.header.Keywords;

/**
 * A linear world axis (Greisen &amp; Calabretta 2002, A&amp;A 395, 1061): {@code CRVAL + CDELT (p - CRPIX)} of the pixel p
 * counted from 1.
 *
 * @param label what CTYPE says, in words
 * @param unit as in the header; empty for pixels
 */
public record LinearAxis(String label, String unit, double crpix, double crval, double cdelt) {
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("FREQ", "Frequency"),
            Map.entry("VELO", "Velocity"),
            Map.entry("VRAD", "Radio velocity"),
            Map.entry("VOPT", "Optical velocity"),
            Map.entry("FELO", "Optical velocity"),
            Map.entry("WAVE", "Wavelength"),
            Map.entry("AWAV", "Wavelength in air"),
            Map.entry("ENER", "Energy"),
            Map.entry("WAVN", "Wavenumber"),
            Map.entry("ZOPT", "Redshift"),
            Map.entry("STOKES", "Stokes"),
            Map.entry("TIME", "Time"));

    /** Axis n of an image; plain pixel numbers where the header says nothing of use. */
    public static LinearAxis of(Keywords k, int n) {
        String type = k.text("CTYPE" + n).orElse("").toUpperCase(Locale.ROOT).trim();
        int dash = type.indexOf('-');
        String name = dash < 0 ? type : type.substring(0, dash);
        double step = k.number("CD" + n + "_" + n, Double.NaN);
        step = Double.isNaN(step) ? k.number("CDELT" + n, 1) * k.number("PC" + n + "_" + n, 1) : step;
        if (step == 0
                || (k.number("CRVAL" + n).isEmpty() && k.number("CDELT" + n).isEmpty())) {
            return new LinearAxis(name.isEmpty() ? "Pixel" : WORDS.getOrDefault(name, type), "", 1, 1, 1);
        }
        String unit = k.text("CUNIT" + n).orElse("");
        return new LinearAxis(
                name.isEmpty() ? "Axis " + n : WORDS.getOrDefault(name, type),
                unit,
                k.number("CRPIX" + n, 0),
                k.number("CRVAL" + n, 0),
                step);
    }

    /** The coordinate of a pixel counted from 0. */
    public double at(double index) {
        return crval + cdelt * (index + 1 - crpix);
    }
}
