package org.periapsis.datalabs.viewer.sky;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.periapsis.fits.sky.SkyPoint;

/** ObsCore's s_region, an STC-S string, as closed lines on the sky: POLYGON, CIRCLE and UNION in ICRS. */
public final class Outline {
    private static final int CIRCLE_POINTS = 72;

    private Outline() {}

    /** The polygons of a region; none of one that is not understood or that has no border. */
    public static List<List<SkyPoint>> of(String region) {
        String[] words = region.toUpperCase(Locale.ROOT)
                .replace('(', ' ')
                .replace(')', ' ')
                .strip()
                .split("\\s+", -1);
        List<List<SkyPoint>> outlines = new ArrayList<>();
        for (int i = 0; i < words.length; i++) {
            boolean polygon = words[i].equals("POLYGON");
            if (polygon || words[i].equals("CIRCLE")) {
                List<Double> numbers = numbers(words, i + 1);
                List<SkyPoint> points = polygon ? polygon(numbers) : circle(numbers);
                if (points.size() >= 3) {
                    outlines.add(points);
                }
            }
        }
        return outlines;
    }

    private static List<Double> numbers(String[] words, int from) {
        List<Double> numbers = new ArrayList<>();
        for (int i = from; i < words.length; i++) {
            try {
                numbers.add(Double.valueOf(words[i]));
            } catch (NumberFormatException word) {
                if (!numbers.isEmpty()) {
                    break;
                }
            }
        }
        return numbers;
    }

    private static List<SkyPoint> polygon(List<Double> numbers) {
        List<SkyPoint> points = new ArrayList<>();
        for (int i = 0; i + 1 < numbers.size(); i += 2) {
            if (!direction(numbers.get(i), numbers.get(i + 1))) {
                return List.of();
            }
            points.add(new SkyPoint(numbers.get(i), numbers.get(i + 1)));
        }
        return List.copyOf(points);
    }

    private static List<SkyPoint> circle(List<Double> numbers) {
        if (numbers.size() < 3 || !direction(numbers.get(0), numbers.get(1))) {
            return List.of();
        }
        double lat = Math.toRadians(numbers.get(1));
        double radius = Math.toRadians(numbers.get(2));
        List<SkyPoint> points = new ArrayList<>();
        for (int i = 0; i < CIRCLE_POINTS; i++) {
            double turn = 2 * Math.PI * i / CIRCLE_POINTS;
            double sin = Math.sin(lat) * Math.cos(radius) + Math.cos(lat) * Math.sin(radius) * Math.cos(turn);
            double dlon = Math.atan2(
                    Math.sin(turn) * Math.sin(radius) * Math.cos(lat), Math.cos(radius) - Math.sin(lat) * sin);
            points.add(new SkyPoint(
                    numbers.get(0) + Math.toDegrees(dlon), Math.toDegrees(Math.asin(Math.max(-1, Math.min(1, sin))))));
        }
        return List.copyOf(points);
    }

    private static boolean direction(double lon, double lat) {
        return Double.isFinite(lon) && Math.abs(lat) <= 90;
    }
}
