package org.periapsis.session.domain.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LastWordsTest {
    @Test
    void theLastLineSaysWhy() {
        assertThat(LastWords.of("reading\nValueError: no such column\n\n")).isEqualTo("ValueError: no such column");
        assertThat(LastWords.of(" \n")).isEmpty();
    }

    @Test
    void memoryThatRanOutIsSaidWhateverCameAfter() {
        String log =
                """
                # There is insufficient memory for the Java Runtime Environment to continue.
                # An error report file with more information is saved as:
                # hs_err_pid26.log
                """;
        assertThat(LastWords.of(log))
                .isEqualTo("There is insufficient memory for the Java Runtime Environment to continue.");
        assertThat(LastWords.of("MemoryError\nbye")).isEqualTo("MemoryError");
    }

    @Test
    void aLongLineIsCut() {
        assertThat(LastWords.of("x".repeat(1000))).hasSize(301).endsWith("…");
    }
}
