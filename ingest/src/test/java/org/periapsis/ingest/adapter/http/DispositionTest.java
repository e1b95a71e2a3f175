package org.periapsis.ingest.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.periapsis.embedded.Hostile;

class DispositionTest {
    @Test
    void aPlainNameStandsAlone() {
        assertThat(Disposition.attachment("m31 (1).fits")).isEqualTo("attachment; filename=\"m31 (1).fits\"");
    }

    @Test
    void anotherNameStandsBesideItsPlainForm() {
        assertThat(Disposition.attachment("\u20ac rates.csv"))
                .isEqualTo("attachment; filename=\"_ rates.csv\"; filename*=UTF-8''%E2%82%AC%20rates.csv");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a\"; filename=\"evil.exe", "a\r\nSet-Cookie: x=1", "..\\..\\a", "../../etc/passwd", "", "/"})
    void aHostileNameStaysInsideItsQuotes(String name) {
        assertStaysInside(name);
    }

    @Test
    void soDoesAnyOther() {
        Hostile.texts().forEach(DispositionTest::assertStaysInside);
        assertStaysInside(new Hostile(1).longText());
    }

    private static void assertStaysInside(String name) {
        assertThat(Disposition.attachment(name))
                .matches(
                        "attachment; filename=\"[\\x20-\\x7E&&[^\"\\\\/%]]+\"(; filename\\*=UTF-8''[A-Za-z0-9!#$&+.^_`|~%-]+)?")
                .hasSizeLessThan(3_000);
    }
}
