package org.periapsis.portal.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ByteAllowanceTest {
    private Instant now = Instant.parse("2026-11-22T06:00:00Z");
    private final ByteAllowance allowance = new ByteAllowance(new MovedClock(), new ByteAllowance.Rate(1_000, 100));

    /** A clock that a test moves. */
    private final class MovedClock extends Clock {
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
    void eachHasTheirOwn() {
        allowance.spend("ada", 1_000);
        assertThat(allowance.wait("ada")).contains(Duration.ofSeconds(1));
        assertThat(allowance.wait("bob")).isEmpty();
    }

    @Test
    void itComesBackWithTimeAndNotBeyondWhatOneMayHaveAtOnce() {
        allowance.spend("ada", 1_000);
        now = now.plusSeconds(3_600);
        allowance.spend("ada", 999);
        assertThat(allowance.wait("ada")).isEmpty();
        allowance.spend("ada", 1);
        assertThat(allowance.wait("ada")).isPresent();
        now = now.plusMillis(10);
        assertThat(allowance.wait("ada")).isEmpty();
    }

    @Test
    void whatWasOverdrawnIsWaitedFor() {
        allowance.spend("ada", 2_950);
        Duration wait = allowance.wait("ada").orElseThrow();
        assertThat(wait).isEqualTo(Duration.ofSeconds(20));
        now = now.plus(wait);
        assertThat(allowance.wait("ada")).isEmpty();
    }

    @Test
    void aClockThatIsSetBackTakesNothingAndGivesNothing() {
        allowance.spend("ada", 1_000);
        now = now.minusSeconds(3_600);
        assertThat(allowance.wait("ada")).contains(Duration.ofSeconds(1));
    }

    @Test
    void manyNamesDoNotMakeItForgetWhoWritesNow() {
        for (int i = 0; i < 20_000; i++) {
            allowance.spend("ada", 1_000);
            allowance.spend("passer-by " + i, 1);
        }
        assertThat(allowance.wait("ada")).isPresent();
    }
}
