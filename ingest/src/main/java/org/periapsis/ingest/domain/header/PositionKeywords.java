package org.periapsis.ingest.domain.header;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.periapsis.fits.header.FrameReader;
import org.periapsis.fits.header.HeaderException;
import org.periapsis.fits.header.Keywords;
import org.periapsis.fits.sky.SkyPoint;

/** A pointing or target position in plain keywords, for products without an image on the sky. */
final class PositionKeywords {
    private static final List<String[]> PAIRS = List.of(
            new String[] {"RA_OBJ", "DEC_OBJ"},
            new String[] {"RA_TARG", "DEC_TARG"},
            new String[] {"RA_PNT", "DEC_PNT"},
            new String[] {"RA_DEG", "DEC_DEG"},
            new String[] {"RA", "DEC"},
            new String[] {"OBJCTRA", "OBJCTDEC"});
    private static final Pattern SEXAGESIMAL =
            Pattern.compile("([+-]?)(\\d{1,3})[:hd ]+(\\d{1,2})[:m' ]+(\\d{1,2}(?:\\.\\d*)?)s?\"?");

    private PositionKeywords() {}

    /**
     * The first pair that is whole.
     *
     * @throws HeaderException NO_NUMBER when there is none, and one has a card that says no position
     */
    static Optional<SkyPoint> read(Keywords k) {
        HeaderException fault = null;
        for (String[] pair : PAIRS) {
            try {
                Optional<SkyPoint> at = pair(k, pair[0], pair[1]);
                if (at.isPresent()) {
                    return at;
                }
            } catch (HeaderException noNumber) {
                fault = fault == null ? noNumber : fault;
            }
        }
        if (fault != null) {
            throw fault;
        }
        return Optional.empty();
    }

    private static Optional<SkyPoint> pair(Keywords k, String raKey, String decKey) {
        if (k.text(raKey).isEmpty() || k.text(decKey).isEmpty()) {
            return Optional.empty();
        }
        SkyPoint given = new SkyPoint(angle(k, raKey, 15, 360), angle(k, decKey, 1, 90));
        return Optional.of(FrameReader.read(k, "RA").toIcrs(given));
    }

    /** Degrees as a number, or sexagesimal: hours for the right ascension. */
    private static double angle(Keywords k, String key, double perUnit, double most) {
        String text = k.text(key).orElse("");
        Matcher m = SEXAGESIMAL.matcher(text.trim().toLowerCase(Locale.ROOT));
        double angle = m.matches() ? perUnit * sexagesimal(m) : k.number(key).orElse(Double.NaN);
        if (Math.abs(angle) <= most) {
            return angle;
        }
        throw new HeaderException(
                HeaderException.Fault.NO_NUMBER,
                key,
                key + " = " + text + " is no angle up to " + (int) most + " degrees");
    }

    private static double sexagesimal(Matcher m) {
        double size = Double.parseDouble(m.group(2))
                + Double.parseDouble(m.group(3)) / 60
                + Double.parseDouble(m.group(4)) / 3600;
        return m.group(1).equals("-") ? -size : size;
    }
}
