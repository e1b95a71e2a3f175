package org.periapsis.ingest.domain.header;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Wavelength ranges of common filters and of instruments with one band, metres, rounded half-power points. */
final class Bands {
    /**
     * @param min metres
     * @param max metres
     */
    record Band(double min, double max) {}

    /** Bessell 2005, ARA&amp;A 43, 293, table 1 (Johnson-Cousins, SDSS); Tokunaga 2005 (near infrared). */
    private static final Map<String, Band> FILTERS = Map.ofEntries(
            nm("U", 333, 399),
            nm("B", 391, 489),
            nm("V", 505, 595),
            nm("R", 568, 715),
            nm("I", 725, 875),
            nm("u", 327, 387),
            nm("g", 401, 549),
            nm("r", 555, 693),
            nm("i", 688, 840),
            nm("z", 820, 970),
            nm("y", 930, 1070),
            nm("Y", 970, 1070),
            nm("J", 1170, 1330),
            nm("H", 1490, 1780),
            nm("K", 2030, 2370),
            nm("KS", 1990, 2300),
            nm("L", 3200, 3800),
            nm("M", 4500, 5000));

    /** From the missions' handbooks. */
    private static final Map<String, Band> INSTRUMENTS = Map.ofEntries(
            nm("KEPLER PHOTOMETER", 420, 900),
            nm("TESS PHOTOMETER", 600, 1000),
            nm("IRAC 1", 3180, 3920),
            nm("IRAC 2", 4000, 5010),
            nm("IRAC 3", 5020, 6430),
            nm("IRAC 4", 6440, 9380));

    /** HST and JWST names: F606W is centred on 606 nm, F110W of the infrared channels on 1.10 µm. */
    private static final Pattern SPACE = Pattern.compile("F(\\d{3,4})(LP|X|W|M|N)2?");

    private static final Map<String, Double> HALF_WIDTHS =
            Map.of("LP", 0.20, "X", 0.20, "W", 0.13, "M", 0.05, "N", 0.01);

    private Bands() {}

    /** By a filter's name; of names such as {@code g.MP9401} and {@code g_G0301} the part before the mark. */
    static Optional<Band> filter(String name) {
        Matcher m = SPACE.matcher(name.toUpperCase(Locale.ROOT));
        if (m.matches()) {
            double digits = Double.parseDouble(m.group(1));
            double metres = digits < 200 ? digits * 1e-8 : digits * 1e-9;
            double half = HALF_WIDTHS.get(m.group(2)) * metres;
            return Optional.of(new Band(metres - half, metres + half));
        }
        String stem = name.split("[._' ]", 2)[0];
        return Optional.ofNullable(FILTERS.get(stem.length() == 1 ? stem : stem.toUpperCase(Locale.ROOT)));
    }

    /** By an instrument with one band, or one band a channel. */
    static Optional<Band> instrument(String name, Optional<String> channel) {
        String key = name.toUpperCase(Locale.ROOT) + channel.map(c -> " " + c).orElse("");
        return Optional.ofNullable(INSTRUMENTS.get(key));
    }

    private static Map.Entry<String, Band> nm(String name, double min, double max) {
        return Map.entry(name, new Band(min * 1e-9, max * 1e-9));
    }
}
