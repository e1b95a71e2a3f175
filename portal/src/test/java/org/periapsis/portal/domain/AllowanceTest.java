package org.periapsis.portal.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class AllowanceTest {
    /** A clock that a test moves. */
    private static final class HandClock extends Clock {
        private Instant now = Instant.parse("2026-11-22T06:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @Test
    void eachHasItsOwnAndItComesBackWithTime() {
        HandClock clock = new HandClock();
        Allowance allowance = new Allowance(clock, 2, Duration.ofMinutes(10));
        assertThat(allowance.take("a")).isTrue();
        assertThat(allowance.take("a")).isTrue();
        assertThat(allowance.take("a")).isFalse();
        assertThat(allowance.take("b")).isTrue();
        clock.now = clock.now.plus(Duration.ofMinutes(10));
        assertThat(allowance.take("a")).isTrue();
    }
}
