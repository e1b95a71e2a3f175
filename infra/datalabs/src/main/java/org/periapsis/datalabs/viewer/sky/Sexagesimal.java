package org.periapsis.datalabs.viewer.sky;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.periapsis.fits.sky.SkyPoint;

/** Directions as people write them: hours, minutes and seconds, or degrees. */
public final class Sexagesimal {
    private static final Pattern DEGREES = Pattern.compile("([+-]?\\d+(?:\\.\\d*)?)[\\s,]+([+-]?\\d+(?:\\.\\d*)?)");
    private static final Pattern HOURS =
            Pattern.compile("(\\d{1,2})[:h\\s]\\s*(\\d{1,2})[:m\\s]\\s*(\\d{1,2}(?:\\.\\d*)?)s?[\\s,]*"
                    + "([+-]?)(\\d{1,2})[:d°\\s]\\s*(\\d{1,2})[:m'\\s]\\s*(\\d{1,2}(?:\\.\\d*)?)[s\"]?");

    private Sexagesimal() {}

    /** Right ascension to a hundredth of a second of time, declination to a tenth of an arcsecond. */
    public static String of(SkyPoint point) {
        long ra = Math.round(point.lon() / 15 * 3600 * 100) % (24L * 3600 * 100);
        long dec = Math.round(Math.abs(point.lat()) * 3600 * 10);
        return String.format(
                Locale.ROOT,
                "%02d:%02d:%05.2f %s%02d:%02d:%04.1f",
                ra / 360_000,
                ra / 6000 % 60,
                ra % 6000 / 100.0,
                point.lat() < 0 && dec > 0 ? "-" : "+",
                dec / 36_000,
                dec / 600 % 60,
                dec % 600 / 10.0);
    }

    /** Reads either form; empty when it is neither. */
    public static Optional<SkyPoint> parse(String text) {
        Matcher plain = DEGREES.matcher(text.strip());
        Matcher hours = HOURS.matcher(text.strip());
        double ra;
        double dec;
        if (plain.matches()) {
            ra = Double.parseDouble(plain.group(1));
            dec = Double.parseDouble(plain.group(2));
        } else if (hours.matches()) {
            ra = 15 * (number(hours, 1) + number(hours, 2) / 60 + number(hours, 3) / 3600);
            dec = (number(hours, 5) + number(hours, 6) / 60 + number(hours, 7) / 3600)
                    * (hours.group(4).equals("-") ? -1 : 1);
        } else {
            return Optional.empty();
        }
        return Math.abs(dec) <= 90 && Math.abs(ra) <= 360 ? Optional.of(new SkyPoint(ra, dec)) : Optional.empty();
    }

    private static double number(Matcher matcher, int group) {
        return Double.parseDouble(matcher.group(group));
    }
}
