package org.periapsis.fits.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against LogStretch, AsinhStretch and SqrtStretch of astropy 8.0.1 with their defaults. */
class StretchTest {

    @ParameterizedTest
    @CsvSource({
        "linear, 0.25, 0.25",
        "log, 0, 0",
        "log, 0.001, 0.100329",
        "log, 0.1, 0.668010",
        "log, 0.5, 0.899816",
        "log, 1, 1",
        "asinh, 0, 0",
        "asinh, 0.01, 0.033298",
        "asinh, 0.25, 0.549402",
        "asinh, 0.75, 0.904691",
        "asinh, 1, 1",
        "sqrt, 0.1, 0.316228",
    })
    void agreesWithAstropy(String name, double share, double brightness) {
        assertThat(Stretch.named(name).orElseThrow().apply(share)).isCloseTo(brightness, within(1e-6));
    }
}
