package org.periapsis.indexer.domain.sky;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads regions as astronomers write them: the POS of IVOA SIA 2.0 and DALI ({@code CIRCLE 10 20 0.5},
 * {@code POLYGON ...}, {@code RANGE ra1 ra2 dec1 dec2}) and the STC-S of ObsCore's {@code s_region}, which may name the
 * frame after the shape and join shapes in a {@code UNION ( ... )}. All in degrees; only ICRS (and its equal at our accuracy, FK5/J2000) is understood.
 */
public final class RegionText {
    private static final int MAX_LENGTH = 65_536;
    private static final Set<String> SHAPES =
            Set.of("ALLSKY", "POINT", "POSITION", "CIRCLE", "RANGE", "BOX", "POLYGON", "UNION");
    private static final Set<String> FRAMES = Set.of("ICRS", "FK5", "J2000", "UNKNOWNFRAME");
    private static final Set<String> REFERENCES =
            Set.of("BARYCENTER", "GEOCENTER", "TOPOCENTER", "HELIOCENTER", "UNKNOWNREFPOS", "SPHERICAL2", "SPHER2");

    private RegionText() {}

    /**
     * The region that the text describes.
     *
     * @throws IllegalArgumentException with a sentence for the caller when the text is no region
     */
    public static Region parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a region has at most " + MAX_LENGTH + " characters");
        }
        String[] words = text.trim().split("[\\s,()]+");
        return words[0].equalsIgnoreCase("UNION") ? union(words) : shape(words);
    }

    private static Union union(String[] words) {
        List<Region> parts = new ArrayList<>();
        int from = -1;
        for (int i = 1; i <= words.length; i++) {
            if (i == words.length || SHAPES.contains(words[i].toUpperCase(Locale.ROOT))) {
                if (from >= 0) {
                    parts.add(shape(Arrays.copyOfRange(words, from, i)));
                }
                from = i;
            }
        }
        return new Union(parts);
    }

    private static Region shape(String[] words) {
        String shape = words[0].toUpperCase(Locale.ROOT);
        List<Double> n = numbers(words);
        return switch (shape) {
            case "ALLSKY" -> new AllSky();
            case "POINT", "POSITION" -> cone(need(n, 2, shape), 0);
            case "CIRCLE" -> cone(need(n, 3, shape), n.get(2));
            case "RANGE" -> {
                need(n, 4, shape);
                yield new SkyBox(n.get(0), n.get(1), n.get(2), n.get(3));
            }
            case "BOX" -> box(need(n, 4, shape));
            case "POLYGON" -> polygon(n);
            default ->
                throw new IllegalArgumentException(
                        "a region begins with CIRCLE, POLYGON, RANGE, BOX or POINT, not '" + brief(words[0]) + "'");
        };
    }

    private static List<Double> numbers(String[] words) {
        List<Double> numbers = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
            String word = words[i];
            boolean preamble = numbers.isEmpty()
                    && (FRAMES.contains(word.toUpperCase(Locale.ROOT))
                            || REFERENCES.contains(word.toUpperCase(Locale.ROOT)));
            if (!word.isEmpty() && !preamble) {
                numbers.add(number(word));
            }
        }
        return numbers;
    }

    private static double number(String word) {
        try {
            double value = Double.parseDouble(word);
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + brief(word) + "' is no number of degrees in a region", e);
        }
        throw new IllegalArgumentException("'" + brief(word) + "' is no finite number of degrees");
    }

    private static String brief(String word) {
        return word.length() <= 40 ? word : word.substring(0, 40) + "…";
    }

    private static List<Double> need(List<Double> numbers, int count, String shape) {
        if (numbers.size() != count) {
            throw new IllegalArgumentException(shape + " takes " + count + " numbers, not " + numbers.size());
        }
        return numbers;
    }

    private static UnitVector direction(double ra, double dec) {
        if (!(ra >= -360 && ra <= 720 && dec >= -90 && dec <= 90)) {
            throw new IllegalArgumentException("no position on the sky: " + ra + " " + dec);
        }
        return UnitVector.ofDegrees(ra, dec);
    }

    private static Cone cone(List<Double> n, double radius) {
        return new Cone(direction(n.get(0), n.get(1)), radius);
    }

    /** STC-S Box: centre and full sizes on the tangent plane; its corners joined by great circles. */
    private static Polygon box(List<Double> n) {
        UnitVector c = direction(n.get(0), n.get(1));
        double ra = Math.toRadians(n.get(0));
        double dec = Math.toRadians(n.get(1));
        if (!(n.get(2) > 0 && n.get(2) < 90 && n.get(3) > 0 && n.get(3) < 90)) {
            throw new IllegalArgumentException("a BOX's sizes are between 0 and 90 degrees");
        }
        UnitVector east = new UnitVector(-Math.sin(ra), Math.cos(ra), 0);
        UnitVector north = new UnitVector(-Math.sin(dec) * Math.cos(ra), -Math.sin(dec) * Math.sin(ra), Math.cos(dec));
        double w = Math.tan(Math.toRadians(n.get(2) / 2));
        double h = Math.tan(Math.toRadians(n.get(3) / 2));
        List<UnitVector> corners = new ArrayList<>();
        for (double[] s : new double[][] {{1, -1}, {1, 1}, {-1, 1}, {-1, -1}}) {
            UnitVector corner = new UnitVector(
                    c.x() + s[0] * w * east.x() + s[1] * h * north.x(),
                    c.y() + s[0] * w * east.y() + s[1] * h * north.y(),
                    c.z() + s[0] * w * east.z() + s[1] * h * north.z());
            corners.add(UnitVector.middle(List.of(corner)));
        }
        return new Polygon(corners);
    }

    private static Polygon polygon(List<Double> n) {
        if (n.size() % 2 != 0) {
            throw new IllegalArgumentException("POLYGON takes pairs of right ascension and declination");
        }
        List<UnitVector> vertices = new ArrayList<>();
        for (int i = 0; i < n.size(); i += 2) {
            vertices.add(direction(n.get(i), n.get(i + 1)));
        }
        // Some writers close the ring by repeating the first vertex.
        if (vertices.size() > 3 && vertices.get(0).distance(vertices.get(vertices.size() - 1)) < 1e-12) {
            vertices.remove(vertices.size() - 1);
        }
        return new Polygon(vertices);
    }
}
