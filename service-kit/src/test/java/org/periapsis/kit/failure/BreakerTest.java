package org.periapsis.kit.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BreakerTest {
    private final Breaker breaker = new Breaker();

    @Test
    void faultsOfEveryEntityAreTheCodes() {
        for (int i = 0; i < Breaker.WINDOW - 1; i++) {
            assertThat(breaker.fault("m" + i)).isFalse();
        }
        assertThat(breaker.fault("the last")).isTrue();
    }

    @Test
    void halfOfTheRecordsAreEnough() {
        for (int i = 1; i < Breaker.MOST; i++) {
            breaker.fine(1);
            assertThat(breaker.fault("m" + i)).isFalse();
        }
        breaker.fine(1);
        assertThat(breaker.fault("the last")).isTrue();
    }

    @Test
    void faultsOfOneEntityAreItsOwn() {
        for (int i = 0; i < 100; i++) {
            assertThat(breaker.fault("m" + i % (Breaker.MOST - 1))).isFalse();
        }
    }

    @Test
    void faultsAmongManyThatAreWellAreTheirOwn() {
        for (int i = 0; i < 100; i++) {
            breaker.fine(2);
            assertThat(breaker.fault("m" + i)).isFalse();
        }
    }

    @Test
    void faultsOfLongAgoDoNotCount() {
        for (int i = 0; i < Breaker.WINDOW - 1; i++) {
            breaker.fault("m" + i);
        }
        breaker.fine(1_000);
        assertThat(breaker.fault("now")).isFalse();
    }
}
