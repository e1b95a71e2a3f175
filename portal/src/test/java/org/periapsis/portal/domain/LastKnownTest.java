package org.periapsis.portal.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LastKnownTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private final LastKnown<String> known = new LastKnown<>(Duration.ofSeconds(30), Duration.ofHours(1), 2);

    @Test
    void holdsForAWhileAndLongerWhileNobodyCanBeAsked() {
        known.put("ada", "may", NOW);
        assertThat(known.fresh("ada", NOW.plusSeconds(29))).contains("may");
        assertThat(known.fresh("ada", NOW.plusSeconds(30))).isEmpty();
        assertThat(known.inAnOutage("ada", NOW.plusSeconds(3_599))).contains("may");
        assertThat(known.inAnOutage("ada", NOW.plusSeconds(3_600))).isEmpty();
        known.remove("ada");
        assertThat(known.inAnOutage("ada", NOW)).isEmpty();
    }

    @Test
    void forgetsWhatIsLeastUsed() {
        known.put("a", "1", NOW);
        known.put("b", "2", NOW);
        assertThat(known.fresh("a", NOW)).isPresent();
        known.put("c", "3", NOW);
        assertThat(known.fresh("b", NOW)).isEmpty();
        assertThat(known.fresh("a", NOW)).isPresent();
    }
}
