package org.periapsis.indexer.domain.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.periapsis.events.ProductIngested;
import org.periapsis.indexer.Samples;
import org.periapsis.indexer.domain.view.BatchFold;
import org.periapsis.indexer.domain.view.Entry;
import org.periapsis.indexer.domain.view.Replica;
import org.periapsis.indexer.domain.view.Stamp;

/** What a selection lacks, and whether it comes. */
class ResolvedTest {
    private static final Instant TAKEN = Instant.parse("2026-11-30T12:00:00Z");
    private static final Duration WITHIN = Duration.ofSeconds(45);
    private static final String ID = "ivo://esa/a?1";

    private static Resolved.Item item(boolean held, boolean withdrawn) {
        return item(Samples.ingested(ID, 1, 1), held, withdrawn);
    }

    private static Resolved.Item item(ProductIngested event, boolean held, boolean withdrawn) {
        BatchFold fold = new BatchFold(List.of(), List.of());
        fold.take(new Stamp("1", TAKEN), event, true, false);
        if (withdrawn) {
            fold.take(new Stamp("2", TAKEN), Samples.withdrawn(ID, 2), true, false);
        }
        if (held) {
            fold.take(new Stamp("3", TAKEN), Samples.replica(ID, "esac"), true, false);
        }
        Entry entry = fold.changedEntries().get(0);
        List<Replica> replicas = fold.changedReplicas();
        return new Resolved.Item(
                new FoundProduct(
                        entry.head(),
                        entry.content().orElseThrow(),
                        replicas.stream().map(replica -> replica.key().site()).toList(),
                        0),
                replicas,
                Optional.empty());
    }

    private static Resolved of(Resolved.Item... items) {
        return new Resolved(List.of(items), List.of(), Optional.empty());
    }

    private static Resolved refusing(Resolved.Reason reason) {
        return new Resolved(List.of(), List.of(new Resolved.Refusal(ID, reason)), Optional.empty());
    }

    @Test
    void awaitsTheCopyOfWhatWasTakenJustNow() {
        Resolved fresh = of(item(true, false), item(false, false));
        assertThat(fresh.lacks()).isTrue();
        assertThat(fresh.awaitsCopies(TAKEN, WITHIN)).isTrue();
        assertThat(fresh.awaitsCopies(TAKEN.plusSeconds(44), WITHIN)).isTrue();
        // The clock that wrote it may be ahead of this one.
        assertThat(fresh.awaitsCopies(TAKEN.minusSeconds(3), WITHIN)).isTrue();
    }

    @Test
    void awaitsNoCopyOfWhatWasTakenLongAgoOrTakenBack() {
        assertThat(of(item(false, false)).awaitsCopies(TAKEN.plusSeconds(45), WITHIN))
                .isFalse();
        assertThat(of(item(false, true)).awaitsCopies(TAKEN, WITHIN)).isFalse();
        assertThat(of(item(false, false)).lacks()).isTrue();
    }

    @Test
    void awaitsNoCopyOfWhatItsArchiveKeepsItself() {
        ProductIngested elsewhere = Samples.ingested(Samples.obscore(ID, 1, 1)
                        .setAccessUrl("https://archive.test/1")
                        .build())
                .setIntake("bulk")
                .build();
        assertThat(of(item(elsewhere, false, false)).awaitsCopies(TAKEN, WITHIN))
                .isFalse();
        ProductIngested here = Samples.ingested(Samples.obscore(ID, 1, 1).build())
                .setIntake("bulk")
                .build();
        assertThat(of(item(here, false, false)).awaitsCopies(TAKEN, WITHIN)).isTrue();
    }

    @Test
    void lacksNothingOfWhatIsHeldOrTakenBack() {
        assertThat(of(item(true, false)).lacks()).isFalse();
        assertThat(of(item(true, false)).awaitsCopies(TAKEN, WITHIN)).isFalse();
        assertThat(refusing(Resolved.Reason.WITHDRAWN).lacks()).isFalse();
        assertThat(refusing(Resolved.Reason.UNKNOWN).lacks()).isTrue();
    }
}
