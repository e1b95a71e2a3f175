package org.periapsis.fits.header;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The pair of axes that CTYPE names as longitude and latitude.
 *
 * @param system what CTYPE calls the longitude: RA, GLON, ELON, SLON; any other is not on the celestial sphere
 * @param projection three letters; empty for plain angles
 */
record CelestialAxes(int lon, int lat, String system, String projection) {
    private static final int MOST_AXES = 9;
    private static final Map<String, String> CELESTIAL =
            Map.of("RA", "DEC", "GLON", "GLAT", "ELON", "ELAT", "SLON", "SLAT");

    static Optional<CelestialAxes> find(Keywords k) {
        for (int i = 1; i <= MOST_AXES; i++) {
            String type = type(k, i);
            String name = name(type);
            String partner = CELESTIAL.getOrDefault(name, otherPartner(name));
            if (partner.isEmpty()) {
                continue;
            }
            for (int j = 1; j <= MOST_AXES; j++) {
                if (name(type(k, j)).equals(partner)) {
                    return Optional.of(new CelestialAxes(i, j, name, projection(type)));
                }
            }
        }
        return Optional.empty();
    }

    boolean celestial() {
        return CELESTIAL.containsKey(system);
    }

    String type(Keywords k) {
        return type(k, lon);
    }

    private static String type(Keywords k, int axis) {
        return k.text("CTYPE" + axis).orElse("").toUpperCase(Locale.ROOT);
    }

    private static String name(String type) {
        int dash = type.indexOf('-');
        return (dash < 0 ? type : type.substring(0, dash)).trim();
    }

    private static String projection(String type) {
        return type.length() < 6 || type.charAt(4) != '-' ? "" : type.substring(5, Math.min(8, type.length()));
    }

    /** xyLN and xLON with their latitudes: helioprojective, heliographic and planetary systems (Thompson 2006). */
    private static String otherPartner(String name) {
        if (name.length() != 4) {
            return "";
        }
        if (name.endsWith("LN")) {
            return name.substring(0, 2) + "LT";
        }
        return name.endsWith("LON") ? name.charAt(0) + "LAT" : "";
    }
}
