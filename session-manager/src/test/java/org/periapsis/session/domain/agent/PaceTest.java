package org.periapsis.session.domain.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long HOUR_MS = 3_600_000;

    @Test
    void tellsEverySecondAtFirstAndSeldomerAsTimeGoesOn() {
        assertThat(told(10_000)).isEqualTo(10);
        assertThat(told(60_000)).isBetween(35, 50);
        assertThat(told(HOUR_MS)).isBetween(100, 140);
        assertThat(told(24 * HOUR_MS)).isLessThan(220);
    }

    private static int told(long duration) {
        Pace pace = new Pace(0);
        int times = 0;
        for (long now = 0; now <= duration; now += 100) {
            if (pace.due(now)) {
                pace.tell(now, now);
                times++;
            }
        }
        return times;
    }

    @Test
    void theRateFollowsWhatWasLastRatherThanTheMeanSinceTheBeginning() {
        Pace pace = new Pace(0);
        long bytes = 0;
        for (int second = 1; second <= 60; second++) {
            bytes += 1_000_000;
            pace.tell(second * 1000L, bytes);
        }
        double rate = 0;
        for (int second = 61; second <= 70; second++) {
            bytes += 10_000_000;
            rate = pace.tell(second * 1000L, bytes);
        }
        assertThat(rate).isCloseTo(10_000_000, within(100_000.0));
    }

    @Test
    void theFirstStretchIsItsOwnRate() {
        assertThat(new Pace(5_000).tell(7_000, 3_000)).isEqualTo(1_500);
    }
}
