package org.periapsis.fits.sky;

import java.util.List;
import java.util.Locale;

/**
 * What part of the sky a product covers: the whole, or a union of spherical polygons in ICRS. The vertices run
 * counter-clockwise as seen from the Earth (IVOA DALI 1.1, 3.3.7).
 */
public record Footprint(boolean allSky, List<List<SkyPoint>> polygons) {
    /** The word that the event schema agrees on. */
    private static final String WHOLE_SKY = "ALLSKY ICRS";

    public Footprint {
        polygons = polygons.stream().map(List::copyOf).toList();
        if (!allSky && polygons.isEmpty()) {
            throw new IllegalArgumentException("a footprint covers something");
        }
    }

    public static Footprint wholeSky() {
        return new Footprint(true, List.of());
    }

    /** The region as an STC-S string, the form of ObsCore's s_region. */
    public String stcs() {
        if (allSky) {
            return WHOLE_SKY;
        }
        if (polygons.size() == 1) {
            return "POLYGON ICRS" + vertices(polygons.get(0));
        }
        StringBuilder s = new StringBuilder("UNION ICRS (");
        for (List<SkyPoint> polygon : polygons) {
            s.append(" POLYGON").append(vertices(polygon));
        }
        return s.append(" )").toString();
    }

    /** Diameter in degrees: the largest distance between two vertices, 360 for the whole sky. */
    public double diameter() {
        if (allSky) {
            return 360;
        }
        List<SkyPoint> all = polygons.stream().flatMap(List::stream).toList();
        double widest = 0;
        for (SkyPoint a : all) {
            for (SkyPoint b : all) {
                widest = Math.max(widest, a.distance(b));
            }
        }
        return widest;
    }

    private static String vertices(List<SkyPoint> polygon) {
        StringBuilder s = new StringBuilder();
        for (SkyPoint p : polygon) {
            s.append(String.format(Locale.ROOT, " %.7f %.7f", p.lon(), p.lat()));
        }
        return s.toString();
    }
}
