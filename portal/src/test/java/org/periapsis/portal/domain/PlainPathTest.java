package org.periapsis.portal.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainPathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/find",
                "/api/products/ivo%3A%2F%2Fesa.hubble%2Fhst%3Fa%20b",
                "/api/files/a...b/c.fits",
                "/sessions/1/files/.hidden/..notes",
                "/sessions/1/files//a",
                "/sessions/1/files/%C3%BC"
            })
    void takesWhatHasOneReading(String path) {
        assertThat(PlainPath.fault(path)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "api",
                "/a/../b",
                "/a/..",
                "/./a",
                "/a/%2e%2E/b",
                "/a/.%2e",
                "//a",
                "/api//a",
                "/sessions//a",
                "/a\\b",
                "/a%0Ab",
                "/a%00",
                "/a%7f",
                "/%61pi/products"
            })
    void refusesWhatTwoProgramsMayReadDifferently(String path) {
        assertThat(PlainPath.fault(path)).isPresent();
    }
}
