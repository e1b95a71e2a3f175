package org.periapsis.indexer.domain.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.periapsis.events.ObsCore;
import org.periapsis.indexer.Samples;

class FootprintTest {

    private static ObsCore.Builder at(double ra, double dec) {
        return Samples.obscore("ivo://esa/survey?1", ra, dec);
    }

    @Test
    void takesTheRegionThenTheFieldOfViewThenThePoint() {
        Footprint region = Footprint.of(
                at(10, 10).setSRegion("CIRCLE 10 10 1").setSFov(0.1).build());
        Footprint fov = Footprint.of(at(10, 10).setSFov(0.1).build());
        Footprint point = Footprint.of(at(10, 10).build());
        assertThat(area(region)).isGreaterThan(50 * area(fov));
        assertThat(area(point)).isEqualTo(1);
        assertThat(point.pixel()).isEqualTo(fov.pixel());
    }

    @Test
    void knowsTheWholeSkyAndAProductWithoutAPlace() {
        Footprint sky = Footprint.of(at(10, 10).setSRegion("ALLSKY").build());
        assertThat(sky.allSky()).isTrue();
        assertThat(sky.covering()).isEmpty();
        Footprint none = Footprint.of(at(10, 10).setSRa(null).setSDec(null).build());
        assertThat(none.pixel()).isEmpty();
        assertThat(none.covering()).isEmpty();
        assertThat(none.allSky()).isFalse();
    }

    @Test
    void stopsAtNothingThatALaterOrCarelessWriterSends() {
        assertThat(Footprint.of(at(10, 10).setSRegion("SPIRAL 1 2").build()).covering())
                .hasSize(1);
        assertThat(Footprint.of(at(10, 99).build()).pixel()).isEmpty();
        assertThat(Footprint.of(at(Double.NaN, 9).build()).pixel()).isEmpty();
        assertThat(Footprint.of(at(10, 10).setSFov(-3.0).build()).covering()).hasSize(1);
    }

    private static double area(Footprint footprint) {
        return footprint.covering().stream()
                .mapToDouble(r -> r.end() - r.first())
                .sum();
    }
}
