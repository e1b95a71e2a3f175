package org.periapsis.indexer.domain.sky;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CoverageTest {

    private static final int MAX_RANGES = 128;
    private final Random random = new Random(20051);

    private static boolean covers(List<PixelRange> ranges, UnitVector point) {
        long pixel = Healpix.pixel(point.ra(), point.dec(), 29);
        return ranges.stream().anyMatch(range -> range.contains(pixel));
    }

    private static double steradians(List<PixelRange> ranges) {
        double pixels = 0;
        for (PixelRange range : ranges) {
            pixels += range.end() - range.first();
        }
        return pixels * 4 * Math.PI / Healpix.pixelCount(29);
    }

    private UnitVector anywhere() {
        double dec = Math.toDegrees(Math.asin(2 * random.nextDouble() - 1));
        return UnitVector.ofDegrees(random.nextDouble() * 360, dec);
    }

    /** A point at an angle (radians) and a random direction from another. */
    private UnitVector at(UnitVector from, double angle) {
        UnitVector side = from.cross(anywhere());
        double n = side.length();
        return new UnitVector(
                from.x() * Math.cos(angle) + side.x() / n * Math.sin(angle),
                from.y() * Math.cos(angle) + side.y() / n * Math.sin(angle),
                from.z() * Math.cos(angle) + side.z() / n * Math.sin(angle));
    }

    private static void assertSortedAndApart(List<PixelRange> ranges, int most) {
        assertThat(ranges).isNotEmpty().hasSizeLessThanOrEqualTo(most);
        for (int i = 1; i < ranges.size(); i++) {
            assertThat(ranges.get(i).first()).isGreaterThan(ranges.get(i - 1).end());
        }
    }

    @Test
    void holdsEveryPointOfACone() {
        List<UnitVector> centres = new ArrayList<>(List.of(
                UnitVector.ofDegrees(0, 90),
                UnitVector.ofDegrees(0, -90),
                UnitVector.ofDegrees(0, 0),
                UnitVector.ofDegrees(359.9999, 41.8103),
                UnitVector.ofDegrees(45, 41.8103)));
        for (int i = 0; i < 40; i++) {
            centres.add(anywhere());
        }
        for (UnitVector centre : centres) {
            for (double radius : new double[] {0, 1e-7, 0.001, 0.2, 5, 60, 120, 180}) {
                List<PixelRange> ranges = Coverage.of(new Cone(centre, radius), MAX_RANGES);
                assertSortedAndApart(ranges, MAX_RANGES);
                for (int i = 0; i < 40; i++) {
                    // the rim is where a covering fails first
                    double part = i % 2 == 0 ? 1 - 1e-9 : Math.sqrt(random.nextDouble());
                    UnitVector point = at(centre, Math.toRadians(radius) * part);
                    assertThat(covers(ranges, point))
                            .as("%s° around %s", radius, centre)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void coversAConeTightly() {
        for (int i = 0; i < 100; i++) {
            double radius = Math.pow(10, -4 + 5 * random.nextDouble());
            List<PixelRange> ranges = Coverage.of(new Cone(anywhere(), radius), MAX_RANGES);
            double cone = 2 * Math.PI * (1 - Math.cos(Math.toRadians(radius)));
            assertThat(steradians(ranges)).isBetween(cone, 1.6 * cone);
        }
    }

    @Test
    void isCoarserButCompleteWithFewRanges() {
        for (int i = 0; i < 100; i++) {
            Cone cone = new Cone(anywhere(), 0.3);
            for (int most : new int[] {1, 2, 7, 16}) {
                List<PixelRange> ranges = Coverage.of(cone, most);
                assertSortedAndApart(ranges, most);
                assertThat(covers(ranges, at(cone.centre(), Math.toRadians(0.2999))))
                        .isTrue();
                assertThat(covers(ranges, cone.centre())).isTrue();
            }
        }
    }

    @Test
    void coversThePointOfAZeroRadiusConeWithPixelsOfTheLastOrder() {
        List<PixelRange> ranges = Coverage.of(Cone.ofDegrees(83.633, 22.0145, 0), MAX_RANGES);
        assertThat(steradians(ranges)).isLessThan(20 * 4 * Math.PI / Healpix.pixelCount(29));
        assertThat(covers(ranges, UnitVector.ofDegrees(83.633, 22.0145))).isTrue();
    }

    @Test
    void holdsEveryPointOfAPolygonAndFewOthers() {
        for (int i = 0; i < 60; i++) {
            UnitVector middle = i == 0 ? UnitVector.ofDegrees(0, 90) : anywhere();
            double size = Math.toRadians(Math.pow(10, -2 + 3 * random.nextDouble()));
            List<UnitVector> corners = new ArrayList<>();
            UnitVector east = new UnitVector(0.6, 0, 0.8).cross(middle);
            UnitVector north = middle.cross(east);
            for (int c = 0; c < 5; c++) {
                double angle = 2 * Math.PI * c / 5;
                double a = Math.sin(size) * Math.cos(angle) / east.length();
                double b = Math.sin(size) * Math.sin(angle) / north.length();
                corners.add(UnitVector.middle(List.of(new UnitVector(
                        middle.x() + a * east.x() + b * north.x(),
                        middle.y() + a * east.y() + b * north.y(),
                        middle.z() + a * east.z() + b * north.z()))));
            }
            Polygon polygon = new Polygon(corners);
            List<PixelRange> ranges = Coverage.of(polygon, MAX_RANGES);
            assertSortedAndApart(ranges, MAX_RANGES);
            int inside = 0;
            for (int p = 0; p < 200; p++) {
                UnitVector point = at(middle, size * random.nextDouble());
                if (polygon.contains(point)) {
                    inside++;
                    assertThat(covers(ranges, point)).isTrue();
                }
            }
            assertThat(inside).isGreaterThan(100);
            assertThat(covers(ranges, at(middle, size * 1.5))).isFalse();
        }
    }

    @Test
    void holdsEveryPointOfABox() {
        List<SkyBox> boxes = List.of(
                new SkyBox(350, 10, -5, 5),
                new SkyBox(0, 360, 80, 90),
                new SkyBox(10, 20, -90, -89),
                new SkyBox(120, 121, 60, 60.5),
                new SkyBox(0, 300, -30, 45));
        for (SkyBox box : boxes) {
            List<PixelRange> ranges = Coverage.of(box, MAX_RANGES);
            assertSortedAndApart(ranges, MAX_RANGES);
            double width = (box.raMax() - box.raMin() + 360) % 360;
            width = width == 0 ? 360 : width;
            for (int i = 0; i < 300; i++) {
                double ra = (box.raMin() + width * (0.001 + 0.998 * random.nextDouble())) % 360;
                double dec = box.decMin() + (box.decMax() - box.decMin()) * (0.001 + 0.998 * random.nextDouble());
                UnitVector point = UnitVector.ofDegrees(ra, dec);
                assertThat(box.contains(point))
                        .as("%s holds %s %s", box, ra, dec)
                        .isTrue();
                assertThat(covers(ranges, point)).as("%s %s %s", box, ra, dec).isTrue();
            }
        }
        List<PixelRange> small = Coverage.of(boxes.get(3), MAX_RANGES);
        double area = Math.toRadians(1) * (Math.sin(Math.toRadians(60.5)) - Math.sin(Math.toRadians(60)));
        assertThat(steradians(small)).isBetween(area, 1.8 * area);
    }

    @Test
    void coversTheWholeSkyWithOneRange() {
        assertThat(Coverage.of(new AllSky(), 128)).containsExactly(new PixelRange(0, Healpix.pixelCount(29)));
    }
}
