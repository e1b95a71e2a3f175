package org.periapsis.indexer.domain.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.periapsis.events.ReplicaLost;
import org.periapsis.events.ReplicaVerified;
import org.periapsis.indexer.Samples;

class BatchFoldTest {
    private static final String ID = "ivo://esa/survey?1";
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private int events;

    private Stamp next() {
        events++;
        return new Stamp("event-" + events, NOON.plusSeconds(events));
    }

    private static BatchFold empty() {
        return new BatchFold(List.of(), List.of());
    }

    @Test
    void foldsManyEventsOfAProductIntoOneRowAndAnnouncesEachRevision() {
        BatchFold fold = empty();
        fold.take(next(), Samples.ingested(ID, 1, 1), true, true);
        fold.take(next(), Samples.revised(ID, 2, 1, "two", ID), true, true);
        fold.take(next(), Samples.revised(ID, 3, 2, "three", "other"), true, true);
        assertThat(fold.changedEntries()).hasSize(1);
        Head head = fold.changedEntries().get(0).head();
        assertThat(head.revision()).isEqualTo(3);
        assertThat(head.bytesRevision()).isEqualTo(3);
        assertThat(head.eventIds()).containsExactly("event-1", "event-2", "event-3");
        assertThat(head.times().ingestedAt()).isEqualTo(NOON.plusSeconds(1));
        assertThat(fold.announcements()).extracting(Announcement::revision).containsExactly(1, 2, 3);
    }

    @Test
    void keepsTheFirstOfTwoThatExpectTheSamePredecessor() {
        BatchFold fold = empty();
        fold.take(next(), Samples.ingested(ID, 1, 1), true, true);
        fold.take(next(), Samples.ingested(ID, 2, 2), true, true);
        fold.take(next(), Samples.revised(ID, 2, 1, "won", ID), true, true);
        fold.take(next(), Samples.revised(ID, 2, 1, "lost", ID), true, true);
        fold.take(next(), Samples.revised("ivo://esa/survey?never", 2, 1, "lost", ID), true, true);
        assertThat(fold.lost()).isEqualTo(3);
        assertThat(fold.changedEntries()
                        .get(0)
                        .content()
                        .orElseThrow()
                        .obscore()
                        .getObsTitle())
                .isEqualTo("won");
        assertThat(fold.changedEntries().get(0).head().bytesRevision())
                .as("the bytes are the same")
                .isEqualTo(1);
    }

    @Test
    void announcesAgainExactlyWhatHadWonWhenTheViewIsAhead() {
        BatchFold first = empty();
        Stamp ingested = next();
        Stamp won = next();
        Stamp lost = next();
        first.take(ingested, Samples.ingested(ID, 1, 1), true, false);
        first.take(won, Samples.revised(ID, 2, 1, "won", ID), true, false);
        first.take(lost, Samples.revised(ID, 2, 1, "lost", ID), true, false);
        assertThat(first.announcements()).isEmpty();

        BatchFold again = new BatchFold(List.of(first.changedEntries().get(0).head()), List.of());
        again.take(ingested, Samples.ingested(ID, 1, 1), false, true);
        again.take(won, Samples.revised(ID, 2, 1, "won", ID), false, true);
        again.take(lost, Samples.revised(ID, 2, 1, "lost", ID), false, true);
        assertThat(again.changedEntries()).as("the view has it already").isEmpty();
        assertThat(again.announcements())
                .extracting(a -> a.cause().eventId())
                .containsExactly(ingested.eventId(), won.eventId());
    }

    @Test
    void aRevisionBringsAWithdrawnProductBack() {
        BatchFold fold = empty();
        fold.take(next(), Samples.ingested(ID, 1, 1), true, true);
        fold.take(next(), Samples.withdrawn(ID, 2), true, true);
        assertThat(fold.changedEntries().get(0).head().withdrawn()).isTrue();
        assertThat(fold.announcements().get(1).withdrawn()).isTrue();
        fold.take(next(), Samples.revised(ID, 3, 2, "again", ID), true, true);
        assertThat(fold.changedEntries().get(0).head().withdrawn()).isFalse();
    }

    @Test
    void countsAReplicaOnceHoweverOftenItIsAdded() {
        BatchFold fold = empty();
        fold.take(next(), Samples.replica(ID, "esac"), true, true);
        fold.take(next(), Samples.replica(ID, "esac"), true, true);
        assertThat(fold.holdingChanges()).containsEntry("esac", new BatchFold.Holding(1, 2880));
        fold.take(next(), new ReplicaLost(ID, "esac", "disk"), true, true);
        assertThat(fold.holdingChanges()).containsEntry("esac", new BatchFold.Holding(0, 0));
        fold.take(next(), new ReplicaVerified(ID, "esac"), true, true);
        assertThat(fold.holdingChanges()).containsEntry("esac", new BatchFold.Holding(1, 2880));
        assertThat(fold.changedReplicas()).hasSize(1);
        assertThat(fold.announcements()).isEmpty();
    }

    @Test
    void passesOverAReplicaThatNobodyAddedAndTypesItDoesNotKeep() {
        BatchFold fold = empty();
        fold.take(next(), new ReplicaLost(ID, "esac", "disk"), true, true);
        fold.take(next(), "something else", true, true);
        assertThat(fold.changedReplicas()).isEmpty();
        assertThat(fold.changedEntries()).isEmpty();
    }
}
