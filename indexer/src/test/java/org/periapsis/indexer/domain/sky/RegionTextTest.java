package org.periapsis.indexer.domain.sky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegionTextTest {

    @Test
    void readsTheShapesOfSia2() {
        assertThat(RegionText.parse("CIRCLE 12.5 -3 0.5")).isEqualTo(Cone.ofDegrees(12.5, -3, 0.5));
        assertThat(RegionText.parse("RANGE 12 13 -4 4")).isEqualTo(new SkyBox(12, 13, -4, 4));
        assertThat(RegionText.parse("POLYGON 0 0 1 0 1 1 0 1")).isInstanceOf(Polygon.class);
        assertThat(RegionText.parse("point 1 2")).isEqualTo(Cone.ofDegrees(1, 2, 0));
    }

    @Test
    void readsStcsWithItsFrameAndAClosedRing() {
        Polygon polygon = (Polygon) RegionText.parse("Polygon ICRS TOPOCENTER 10 10 11 10 11 11 10 11 10 10");
        assertThat(polygon.vertices()).hasSize(4);
        assertThat(polygon.contains(UnitVector.ofDegrees(10.5, 10.5))).isTrue();
        assertThat(polygon.contains(UnitVector.ofDegrees(190.5, -10.5)))
                .as("its antipode")
                .isFalse();
        assertThat(polygon.contains(UnitVector.ofDegrees(9.5, 10.5))).isFalse();
    }

    @Test
    void readsAnStcsBoxAsItsFourCorners() {
        Polygon box = (Polygon) RegionText.parse("BOX ICRS 20 60 2 1");
        assertThat(box.vertices()).hasSize(4);
        assertThat(box.contains(UnitVector.ofDegrees(21.9, 60)))
                .as("2 degrees on the sky are 4 in RA here")
                .isTrue();
        assertThat(box.contains(UnitVector.ofDegrees(20, 60.6))).isFalse();
        assertThat(Math.toDegrees(box.cap().radius())).isGreaterThan(0);
    }

    @Test
    void readsAUnionOfShapes() {
        Region union = RegionText.parse("UNION ICRS ( POLYGON 0 0 1 0 1 1 0 1 CIRCLE ICRS 10 10 1 )");
        assertThat(((Union) union).parts()).hasSize(2);
        assertThat(union.contains(UnitVector.ofDegrees(0.5, 0.5))).isTrue();
        assertThat(union.contains(UnitVector.ofDegrees(10, 10.9))).isTrue();
        assertThat(union.contains(UnitVector.ofDegrees(5, 5))).isFalse();
        assertThat(RegionText.parse("ALLSKY")).isEqualTo(new AllSky());
    }

    @Test
    void meansTheSamePolygonEitherWayRound() {
        Polygon one = (Polygon) RegionText.parse("POLYGON 0 0 1 0 1 1 0 1");
        Polygon other = (Polygon) RegionText.parse("POLYGON 0 1 1 1 1 0 0 0");
        UnitVector inside = UnitVector.ofDegrees(0.3, 0.7);
        assertThat(one.contains(inside)).isTrue();
        assertThat(other.contains(inside)).isTrue();
    }

    @Test
    void knowsTheHoleOfAConcavePolygon() {
        Polygon u = (Polygon) RegionText.parse("POLYGON 0 0 3 0 3 3 2 3 2 1 1 1 1 3 0 3");
        assertThat(u.contains(UnitVector.ofDegrees(1.5, 2))).isFalse();
        assertThat(u.contains(UnitVector.ofDegrees(2.5, 2))).isTrue();
        UnitVector between = UnitVector.ofDegrees(1.5, 2);
        assertThat(u.relationOf(between, Math.toRadians(0.49))).isEqualTo(Region.Relation.OUTSIDE);
        assertThat(u.relationOf(between, Math.toRadians(0.51))).isEqualTo(Region.Relation.TOUCHES);
        assertThat(u.relationOf(UnitVector.ofDegrees(2.5, 2), Math.toRadians(0.49)))
                .isEqualTo(Region.Relation.INSIDE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ELLIPSE 1 2 3 4",
                "CIRCLE 1 2",
                "CIRCLE 1 2 NaN",
                "CIRCLE 1 95 1",
                "CIRCLE 1 2 -1",
                "RANGE 1 2 5 4",
                "POLYGON 0 0 1 1",
                "POLYGON 0 0 1 1 2",
                "POLYGON 0 0 120 0 240 0",
                "CIRCLE one 2 3",
                "BOX 1 2 0 1",
                "CIRCLE GALACTIC 1 2 3",
                "UNION ( )",
                "UNION ( UNION ( CIRCLE 1 2 3 ) )"
            })
    void refusesWhatIsNoRegionWithASentence(String text) {
        assertThatThrownBy(() -> RegionText.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(".{10,200}");
    }
}
