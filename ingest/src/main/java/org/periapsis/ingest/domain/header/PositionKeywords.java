package org.periapsis.ingest.domain.header;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.periapsis.fits.header.FrameReader;
import org.periapsis.fits.header.Keywords;
import org.periapsis.fits.sky.SkyFrame;
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

    static Optional<SkyPoint> read(Keywords k) {
        for (String[] pair : PAIRS) {
            Optional<SkyPoint> at = pair(k, pair[0], pair[1]);
            if (at.isPresent()) {
                return at;
            }
        }
        return Optional.empty();
    }

    private static Optional<SkyPoint> pair(Keywords k, String raKey, String decKey) {
        OptionalDouble ra = angle(k, raKey, 15);
        OptionalDouble dec = angle(k, decKey, 1);
        if (ra.isEmpty() || dec.isEmpty() || Math.abs(dec.getAsDouble()) > 90 || Math.abs(ra.getAsDouble()) > 360) {
            return Optional.empty();
        }
        SkyFrame frame = FrameReader.read(k, "RA");
        return Optional.of(frame.toIcrs(new SkyPoint(ra.getAsDouble(), dec.getAsDouble())));
    }

    /** Degrees as a number, or sexagesimal: hours for the right ascension. */
    private static OptionalDouble angle(Keywords k, String key, double perUnit) {
        OptionalDouble plain = k.number(key);
        if (plain.isPresent()) {
            return plain;
        }
        Matcher m = SEXAGESIMAL.matcher(k.text(key).orElse("").trim().toLowerCase(Locale.ROOT));
        if (!m.matches()) {
            return OptionalDouble.empty();
        }
        double size = Double.parseDouble(m.group(2))
                + Double.parseDouble(m.group(3)) / 60
                + Double.parseDouble(m.group(4)) / 3600;
        return OptionalDouble.of((m.group(1).equals("-") ? -size : size) * perUnit);
    }
}
