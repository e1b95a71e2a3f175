package org.periapsis.client.sky;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place on the sky, ICRS degrees. */
public record Position(double ra, double dec) {
    private static final String NUMBER = "(\\d+(?:\\.\\d*)?)";
    private static final Pattern DEGREES =
            Pattern.compile(NUMBER + "(?:d|deg|°)?[\\s,]+([+-]?)" + NUMBER + "(?:d|deg|°)?");
    private static final Pattern SEXAGESIMAL =
            Pattern.compile("(\\d{1,2})[:h\\s]\\s*(\\d{1,2})(?:[:m\\s]\\s*" + NUMBER + "s?)?[\\s,]*"
                    + "([+-]|(?<=[\\s,]))(\\d{1,2})[:d°\\s]\\s*(\\d{1,2})(?:[:m'′\\s]\\s*" + NUMBER + "[s\"″]?)?");

    public Position {
        if (!(ra >= 0 && ra < 360)) {
            throw new IllegalArgumentException("right ascension " + ra + " is not within 0 and 360 degrees");
        }
        if (!(dec >= -90 && dec <= 90)) {
            throw new IllegalArgumentException("declination " + dec + " is not within -90 and 90 degrees");
        }
    }

    /**
     * Reads {@code 05:34:31.9 +22:00:52}, {@code 05h34m31.9s +22d00m52s}, {@code 05 34 31.9 +22 00 52} or degrees.
     *
     * @return empty when it is something else, such as a name
     * @throws IllegalArgumentException when it is a position that is not on the sky
     */
    public static Optional<Position> parse(String text) {
        String plain = text.strip().replace('−', '-');
        Matcher degrees = DEGREES.matcher(plain);
        if (degrees.matches()) {
            double dec = Double.parseDouble(degrees.group(3));
            return Optional.of(new Position(
                    Double.parseDouble(degrees.group(1)), degrees.group(2).equals("-") ? -dec : dec));
        }
        Matcher parts = SEXAGESIMAL.matcher(plain);
        if (!parts.matches()) {
            return Optional.empty();
        }
        double ra = seconds(parts.group(1), parts.group(2), parts.group(3)) / 240;
        double dec = seconds(parts.group(5), parts.group(6), parts.group(7)) / 3600;
        return Optional.of(new Position(ra, parts.group(4).equals("-") ? -dec : dec));
    }

    private static double seconds(String whole, String minutes, String seconds) {
        double m = Double.parseDouble(minutes);
        double s = seconds == null ? 0 : Double.parseDouble(seconds);
        if (m >= 60 || s >= 60) {
            throw new IllegalArgumentException("minutes and seconds of a position are less than 60");
        }
        return Double.parseDouble(whole) * 3600 + m * 60 + s;
    }

    /** In degrees, to a hundredth of an arcsecond. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.5f %+.5f", ra, dec);
    }
}
