package org.periapsis.ingest.domain.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.periapsis.events.ProductFile;
import org.periapsis.events.ProductRevised;
import org.periapsis.events.ReplicaAdded;
import org.periapsis.events.StoredObject;
import org.periapsis.ingest.domain.Refusal.Reason;
import org.periapsis.ingest.domain.RefusedException;
import org.periapsis.ingest.domain.intake.IntakeDesk.Admission;
import org.periapsis.ingest.domain.intake.IntakeDesk.Shown;
import org.periapsis.ingest.domain.intake.Verdict.Outcome;

class IntakeDeskTest {
    private static final String A = "a".repeat(64);
    private static final String B = "b".repeat(64);

    private final List<Known> inLedger = new ArrayList<>();
    private final List<CompletableFuture<List<String>>> sends = new ArrayList<>();
    private final List<Fact> sent = new ArrayList<>();
    private boolean atOnce = true;
    private final IntakeDesk desk =
            new IntakeDesk(drafts -> CompletableFuture.completedFuture(List.copyOf(inLedger)), this::send, "esac");

    private CompletableFuture<List<String>> send(List<Fact> facts) {
        sent.addAll(facts);
        CompletableFuture<List<String>> answer = new CompletableFuture<>();
        sends.add(answer);
        if (atOnce) {
            answer.complete(
                    facts.stream().map(f -> "topic:0:" + sent.indexOf(f)).toList());
        }
        return answer;
    }

    @Test
    void writesProductAndReplicaOfWhatIsNew() {
        Admission admission = admit(draft("one", A, false));
        assertThat(admission.verdict().outcome()).isEqualTo(Outcome.INGESTED);
        assertThat(admission.positions()).hasSize(2);
        assertThat(sent.get(1).record()).isInstanceOf(ReplicaAdded.class);
    }

    @Test
    void remembersWhatTheLedgerDoesNotShowYet() {
        admit(draft("one", A, false));
        assertThat(admit(draft("one", A, false)).verdict().outcome()).isEqualTo(Outcome.REPEATED);
        assertThat(admit(draft("other name", A, false)).verdict().productId()).isEqualTo("ivo://x/y?one");
        assertThat(sent).hasSize(2);
    }

    @Test
    void forgetsOnlyWhenProductAndReplicaAreShown() {
        admit(draft("one", A, false));
        desk.ledgerShows(List.of(new Shown("ivo://x/y?one", 1, false)));
        assertThat(desk.remembered()).isEqualTo(1);
        desk.ledgerShows(List.of(new Shown("ivo://x/y?one", 1, true)));
        assertThat(desk.remembered()).isZero();
    }

    @Test
    void letsARepeatWaitForTheOneInHand() {
        atOnce = false;
        CompletableFuture<Admission> first = desk.admit(draft("one", A, false)).toCompletableFuture();
        CompletableFuture<Admission> second = desk.admit(draft("two", A, false)).toCompletableFuture();
        assertThat(first).isNotDone();
        assertThat(second).isNotDone();
        atOnce = true;
        sends.get(0).complete(List.of("p:0:1", "r:0:1"));
        assertThat(first.join().verdict().outcome()).isEqualTo(Outcome.INGESTED);
        assertThat(second.join().verdict().outcome()).isEqualTo(Outcome.REPEATED);
        assertThat(sent).hasSize(2);
    }

    @Test
    void tellsAFailedSendAndLetsTheNextTryWithTheSameEventIds() {
        atOnce = false;
        CompletableFuture<Admission> first = desk.admit(draft("one", A, false)).toCompletableFuture();
        sends.get(0).completeExceptionally(new IllegalStateException("no broker"));
        assertThat(first).isCompletedExceptionally();
        assertThat(desk.remembered()).isZero();
        atOnce = true;
        admit(draft("one", A, false));
        assertThat(sent.get(2).eventId()).isEqualTo(sent.get(0).eventId());
    }

    @Test
    void givesAProductItsReplicaWhenTheLogHasNone() {
        inLedger.add(new Known("ivo://x/y?one", 1, "x", A, false));
        Admission admission = admit(draft("one", A, false));
        assertThat(admission.verdict().outcome()).isEqualTo(Outcome.REPEATED);
        assertThat(admission.verdict().usesObjects()).isTrue();
        assertThat(sent).singleElement().satisfies(f -> assertThat(f.record()).isInstanceOf(ReplicaAdded.class));
    }

    @Test
    void takesTheSameBytesTwiceWhereTheArchiveChoseTheIds() {
        admit(draft("one", A, true));
        assertThat(admit(draft("two", A, true)).verdict().outcome()).isEqualTo(Outcome.INGESTED);
    }

    @Test
    void refusesOtherBytesUnlessToldWhichRevisionTheyReplace() {
        inLedger.add(new Known("ivo://x/y?one", 3, "x", A, true));
        refused(draft("one", B, false, null), "obs_publisher_did");
        refused(draft("one", B, false, 2), "If-Match");
        Admission admission = admit(draft("one", B, false, 3));
        assertThat(admission.verdict().revision()).isEqualTo(4);
        assertThat(((ProductRevised) sent.get(0).record()).getExpectedRevision())
                .isEqualTo(3);
    }

    @Test
    void refusesTheIdOfAnotherArchive() {
        inLedger.add(new Known("ivo://x/y?one", 1, "somebody", A, true));
        refused(draft("one", A, true, null), "obs_publisher_did");
    }

    @Test
    void looksUpTogetherWhatArrivesTogether() {
        List<CompletableFuture<List<Known>>> answers = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        IntakeDesk slow = new IntakeDesk(
                drafts -> {
                    sizes.add(drafts.size());
                    CompletableFuture<List<Known>> answer = new CompletableFuture<>();
                    answers.add(answer);
                    return answer;
                },
                this::send,
                "esac");
        List<CompletableFuture<Admission>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(slow.admit(draft("n" + i, Sha256.of("n" + i), false)).toCompletableFuture());
        }
        answers.get(0).complete(List.of());
        answers.get(1).complete(List.of());
        assertThat(all).allSatisfy(a -> assertThat(a).isCompleted());
        assertThat(sizes).containsExactly(1, 49);
        assertThat(sends).hasSize(2);
    }

    private Admission admit(Draft draft) {
        return desk.admit(draft).toCompletableFuture().join();
    }

    private void refused(Draft draft, String field) {
        assertThatThrownBy(() -> admit(draft))
                .hasCauseInstanceOf(RefusedException.class)
                .cause()
                .satisfies(e -> {
                    assertThat(((RefusedException) e).refusal().reason()).isEqualTo(Reason.CONFLICT);
                    assertThat(((RefusedException) e).refusal().field()).isEqualTo(field);
                });
    }

    private static Draft draft(String name, String sha256, boolean idGiven) {
        return draft(name, sha256, idGiven, null);
    }

    private static Draft draft(String name, String sha256, boolean idGiven, Integer expected) {
        Describer.Description d = Describer.describe(
                new Describer.Statement("x", name, Optional.of("y"), Map.of("s_ra", 1.0, "s_dec", 2.0)),
                Optional.empty());
        ProductFile file = ProductFile.newBuilder()
                .setName(name)
                .setSize(1)
                .setSha256(sha256)
                .build();
        StoredObject object = StoredObject.newBuilder()
                .setBucket("esac-products")
                .setKey("x/" + name)
                .setSize(1)
                .setSha256(sha256)
                .setName(name)
                .build();
        return new Draft(
                Origin.archive("x", "http", Optional.empty()),
                d.obscore(),
                Content.of(List.of(file), List.of(object)),
                idGiven,
                Optional.ofNullable(expected));
    }
}
