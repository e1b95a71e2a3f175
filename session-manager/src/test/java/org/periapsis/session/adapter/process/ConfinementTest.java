package org.periapsis.session.adapter.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.periapsis.session.domain.run.RuntimeDescription;
import org.periapsis.session.domain.run.RuntimeDescription.Isolation;

/** What is said of a machine that does not permit everything. */
class ConfinementTest {

    @Test
    void whatTheMachineDoesNotBoundIsSaid() {
        RuntimeDescription described = with(Isolation.SANDBOX).describe("");

        assertThat(described.trustedOnly()).isFalse();
        assertThat(described.note())
                .isEqualTo("not bounded for a run as a whole: cpu (no groups), memory (no groups), pids (no groups)");
    }

    @Test
    void whereRunsShareANetworkPeopleMustTrustEachOtherAndTheRestIsSaidToo() {
        for (Isolation shared : new Isolation[] {Isolation.OTHER_USER, Isolation.PLATFORM_USER}) {
            RuntimeDescription described = with(shared).describe("trusted users only: no namespaces");

            assertThat(described.trustedOnly()).as(shared.name()).isTrue();
            assertThat(described.note()).startsWith("trusted users only: no namespaces; not bounded for a run");
        }
    }

    private static Confinement with(Isolation isolation) {
        return new Confinement(isolation, true, ControlGroups.none("no groups"), Doors.of(Path.of("/x"), 7));
    }
}
