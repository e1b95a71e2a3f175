package org.periapsis.fits.header;

import java.util.Locale;
import org.periapsis.fits.sky.SkyFrame;

/** The reference frame of a header, with the defaults of paper II, section 3.1. */
public final class FrameReader {
    private FrameReader() {}

    /**
     * @param system RA, GLON, ELON or SLON
     */
    public static SkyFrame read(Keywords k, String system) {
        return switch (system) {
            case "GLON" -> SkyFrame.GALACTIC;
            case "SLON" -> SkyFrame.SUPERGALACTIC;
            case "ELON" -> SkyFrame.ecliptic(equinox(k, 2000));
            default -> equatorial(k);
        };
    }

    private static SkyFrame equatorial(Keywords k) {
        double given = equinox(k, Double.NaN);
        String byDefault = Double.isNaN(given) ? "ICRS" : given < 1984 ? "FK4" : "FK5";
        String frame = k.text("RADESYS", "RADECSYS").orElse(byDefault).toUpperCase(Locale.ROOT);
        if (frame.startsWith("FK4")) {
            return SkyFrame.fk4(Double.isNaN(given) ? 1950 : given);
        }
        return frame.startsWith("FK5") ? SkyFrame.fk5(Double.isNaN(given) ? 2000 : given) : SkyFrame.ICRS;
    }

    /**
     * EPOCH is the old name of EQUINOX, except in headers of plates and catalogues where it is when the light was
     * caught: those have both, or a fraction of a year.
     */
    private static double equinox(Keywords k, double otherwise) {
        String text = k.text("EQUINOX").orElse("").toUpperCase(Locale.ROOT);
        double value = text.startsWith("J") || text.startsWith("B")
                ? new Keywords(java.util.Map.of("Y", new Keywords.Card(text.substring(1), ""))).number("Y", 0)
                : k.number("EQUINOX", 0);
        if (value == 0) {
            value = k.number("EPOCH", 0);
            value = value == Math.rint(value) ? value : 0;
        }
        return value >= 1700 && value <= 2200 ? value : otherwise;
    }
}
