package org.periapsis.ingest.domain.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
    private long now = Long.MAX_VALUE - 1_000; // a clock of nanoseconds may begin anywhere
    private final Pace pace = new Pace(new Pace.Rate(100, 1_000), () -> now);

    @Test
    void whatWasSavedComesAtOnceAndThenAtItsRate() {
        assertThat(pace.give("sky", 600)).isZero();
        assertThat(pace.give("sky", 400)).isZero();
        assertThat(pace.give("sky", 50)).isEqualTo(Duration.ofMillis(500));
        passes(500);
        assertThat(pace.give("sky", 100)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void noArchiveWaitsForAnother() {
        assertThat(pace.give("sky", 100_000)).isEqualTo(Duration.ofSeconds(990));
        assertThat(pace.give("radio", 1_000)).isZero();
    }

    @Test
    void whoGivesLittleSavesUpAgainAndNoMoreThanThat() {
        pace.give("sky", 1_000);
        passes(5_000);
        assertThat(pace.give("sky", 500)).isZero();
        passes(3_600_000);
        assertThat(pace.give("sky", 1_100)).isEqualTo(Duration.ofSeconds(1));
    }

    private void passes(long ms) {
        now += ms * 1_000_000;
    }
}
