package org.periapsis.session.domain.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.periapsis.events.Outcome;
import org.periapsis.events.RunExited;
import org.periapsis.events.TransferCompleted;
import org.periapsis.session.Facts;

class TrafficTest {
    private static final long AT = Instant.parse("2026-11-22T06:40:00Z").toEpochMilli();
    private static final long LATER = Instant.parse("2026-11-22T09:10:00Z").toEpochMilli();
    private static final long SIX = Instant.parse("2026-11-22T06:00:00Z").toEpochMilli();

    private final Facts facts = Facts.job(UUID.randomUUID());

    private RunExited read(long local, long moved) {
        RunExited event = facts.exited("0", 1, "esac", Outcome.SUCCEEDED, 1, 0);
        return RunExited.newBuilder(event)
                .setLocalBytes(local)
                .setMovedBytes(moved)
                .build();
    }

    @Test
    void whatIsToldAtTheEndTakesThePlaceOfWhatWasToldAtTheStartInTheSameHour() {
        Traffic started = Traffic.after(null, facts.started("0", 1, "esac"), AT);
        assertThat(started).isEqualTo(new Traffic("esac", SIX, 200, 100, 1));
        Traffic ended = Traffic.after(started, read(900, 50), LATER);
        assertThat(ended).isEqualTo(new Traffic("esac", SIX, 900, 50, 1));
        assertThat(ended.minus(started)).isEqualTo(new Traffic("esac", SIX, 700, -50, 0));
        // The start is read again after the end, by an agent that came back.
        assertThat(Traffic.after(ended, facts.started("0", 1, "esac"), LATER)).isEqualTo(ended);
    }

    @Test
    void anEndThatTellsNoBytesChangesNothing() {
        assertThat(Traffic.sourceOf(read(0, 0))).isEmpty();
        assertThat(Traffic.sourceOf(facts.requested())).isEmpty();
    }

    @Test
    void eachAttemptCountsForItself() {
        assertThat(Traffic.sourceOf(facts.started("0", 1, "esac")))
                .isNotEqualTo(Traffic.sourceOf(facts.started("0", 2, "esac")));
        assertThat(Traffic.sourceOf(facts.started("0", 1, "esac"))).isEqualTo(Traffic.sourceOf(read(1, 1)));
    }

    @Test
    void aTransferIsMovedBytesOfTheReceivingSiteAndNoRun() {
        TransferCompleted copied = new TransferCompleted(UUID.randomUUID(), facts.id(), "esac", "jive", 70L, 1.0);
        assertThat(Traffic.after(null, copied, AT)).isEqualTo(new Traffic("jive", SIX, 0, 70, 0));
        Traffic once = Traffic.after(null, copied, AT);
        assertThat(Traffic.after(once, copied, LATER).minus(once).isNothing()).isTrue();
    }
}
