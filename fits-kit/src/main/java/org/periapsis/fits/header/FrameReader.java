package org.periapsis.fits.header;

import java.util.Locale;
import java.util.Map;
import org.periapsis.fits.sky.SkyFrame;

/** The reference frame of a header, with the defaults of paper II, section 3.1. */
public final class FrameReader {
    private FrameReader() {}

    /**
     * @param system RA, GLON, ELON or SLON
     * @throws HeaderException NO_NUMBER when the frame needs an equinox, and the header's is no number
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
        String frame = k.text("RADESYS", "RADECSYS").orElse("").toUpperCase(Locale.ROOT);
        if (frame.isEmpty()) {
            double given = equinox(k, Double.NaN);
            return Double.isNaN(given) ? SkyFrame.ICRS : given < 1984 ? SkyFrame.fk4(given) : SkyFrame.fk5(given);
        }
        if (frame.startsWith("FK4")) {
            return SkyFrame.fk4(equinox(k, 1950));
        }
        return frame.startsWith("FK5") ? SkyFrame.fk5(equinox(k, 2000)) : SkyFrame.ICRS;
    }

    /**
     * EPOCH is the old name of EQUINOX, except in headers of plates and catalogues where it is when the light was
     * caught: those have both, or a fraction of a year.
     */
    private static double equinox(Keywords k, double otherwise) {
        double value = year(k, "EQUINOX");
        if (value == 0) {
            value = year(k, "EPOCH");
            value = value == Math.rint(value) ? value : 0;
        }
        return value >= 1700 && value <= 2200 ? value : otherwise;
    }

    /** Also with the letter of its kind, such as J2000.0; 0 when the card is not there. */
    private static double year(Keywords k, String key) {
        String text = k.text(key).orElse("").toUpperCase(Locale.ROOT);
        return text.startsWith("J") || text.startsWith("B")
                ? new Keywords(Map.of(key, new Keywords.Card(text.substring(1), ""))).number(key, 0)
                : k.number(key, 0);
    }
}
