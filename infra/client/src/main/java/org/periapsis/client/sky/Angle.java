package org.periapsis.client.sky;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An angle as people write it: {@code 10m}, {@code 0.2d}, {@code 30arcsec}; without a unit in degrees. */
public record Angle(double degrees) {
    private static final Pattern TEXT = Pattern.compile("\\s*(\\d+(?:\\.\\d*)?|\\.\\d+)\\s*([A-Za-z°'\"′″]*)\\s*");

    /** @throws IllegalArgumentException when it is no angle */
    public static Angle parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw bad(text);
        }
        double value = Double.parseDouble(matcher.group(1));
        return new Angle(
                switch (matcher.group(2)) {
                    case "", "d", "deg", "degree", "degrees", "°" -> value;
                    case "m", "arcmin", "am", "'", "′" -> value / 60;
                    case "s", "arcsec", "as", "\"", "″" -> value / 3600;
                    case "mas" -> value / 3_600_000;
                    default -> throw bad(text);
                });
    }

    private static IllegalArgumentException bad(String text) {
        return new IllegalArgumentException(
                "'" + text + "' is no angle: write 0.5d (degrees), 10m (arcminutes) or 30s (arcseconds)");
    }
}
