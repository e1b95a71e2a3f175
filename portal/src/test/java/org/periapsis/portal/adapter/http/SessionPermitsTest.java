package org.periapsis.portal.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.periapsis.portal.adapter.http.SessionPermits.Permit;

class SessionPermitsTest {
    @Test
    void aSilentSitePassesAndIsToldAsOtherOutagesAre() {
        assertThat(entered("UNREACHABLE")).isEqualTo(503);
        assertThat(entered("STARTING")).isEqualTo(409);
        assertThat(entered("STOPPED")).isEqualTo(409);
    }

    private static int entered(String state) {
        return new Permit(true, true, state, "esac", Optional.empty(), "")
                .notReady()
                .status();
    }
}
