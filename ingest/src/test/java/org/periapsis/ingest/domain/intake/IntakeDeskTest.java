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
import org.periapsis.events.ProductIngested;
import org.periapsis.events.ProductRevised;
import org.periapsis.events.ReplicaAdded;
import org.periapsis.events.StoredObject;
import org.periapsis.events.door.Authorities;
import org.periapsis.ingest.domain.Refusal.Reason;
import org.periapsis.ingest.domain.RefusedException;
import org.periapsis.ingest.domain.intake.IntakeDesk.Admission;
import org.periapsis.ingest.domain.intake.Verdict.Outcome;

class IntakeDeskTest {
    private static final String A = "a".repeat(64);
    private static final String B = "b".repeat(64);

    private final List<Known> inLedger = new ArrayList<>();
    private final List<CompletableFuture<List<String>>> sends = new ArrayList<>();
    private final List<Fact> sent = new ArrayList<>();
    private final List<Known> rivals = new ArrayList<>();
    private boolean atOnce = true;
    private final IntakeDesk desk = new IntakeDesk(
            drafts -> CompletableFuture.completedFuture(List.copyOf(inLedger)), this::send, this::holding, "esac");

    /** The ledger as it is after the facts: a rival's, which the log has first, or one's own. */
    private CompletableFuture<List<Boolean>> holding(List<Umpire.Written> written) {
        List<Boolean> holding = new ArrayList<>();
        for (Umpire.Written fact : written) {
            Optional<Known> rival = rivals.stream()
                    .filter(known ->
                            known.productId().equals(fact.productId()) && known.replicaHere() == fact.replica())
                    .findFirst();
            inLedger.removeIf(known -> known.productId().equals(fact.productId()));
            inLedger.add(rival.orElseGet(
                    () -> new Known(fact.productId(), fact.revision(), "x", sha256(fact), fact.replica())));
            holding.add(rival.isEmpty());
        }
        return CompletableFuture.completedFuture(holding);
    }

    private String sha256(Umpire.Written fact) {
        return sent.stream()
                .filter(f -> f.subject().equals(fact.productId()))
                .map(Fact::record)
                .map(r -> r instanceof ProductIngested e
                        ? e.getManifestSha256()
                        : r instanceof ProductRevised e ? e.getManifestSha256() : A)
                .findFirst()
                .orElseThrow();
    }

    private CompletableFuture<List<String>> send(List<Fact> facts) {
        if (facts.stream().anyMatch(fact -> fact.subject().contains("unwritable"))) {
            return CompletableFuture.failedFuture(new EventLog.NeverTaken(new IllegalStateException("too large")));
        }
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
    void takesARepeatForTheSameProduct() {
        admit(draft("one", A, false));
        assertThat(admit(draft("one", A, false)).verdict().outcome()).isEqualTo(Outcome.REPEATED);
        assertThat(admit(draft("other name", A, false)).verdict().productId()).isEqualTo("ivo://x/y?one");
        assertThat(sent).hasSize(2);
    }

    @Test
    void refusesWhatLostItsIdToOtherBytesOnTheLogAndWritesNoReplicaOfIt() {
        rivals.add(new Known("ivo://x/y?one", 1, "x", B, false));
        refused(draft("one", A, true, null), "obs_publisher_did");
        assertThat(sent).singleElement().satisfies(f -> assertThat(f.record()).isInstanceOf(ProductIngested.class));
    }

    @Test
    void isARepeatWhereTheSameBytesWereFasterOnTheLog() {
        rivals.add(new Known("ivo://x/y?one", 1, "x", A, false));
        rivals.add(new Known("ivo://x/y?one", 1, "x", A, true));
        Admission admission = admit(draft("one", A, false));
        assertThat(admission.verdict().outcome()).isEqualTo(Outcome.REPEATED);
        assertThat(admission.verdict().usesObjects()).isFalse();
    }

    @Test
    void keepsNoObjectsWhereAnotherReplicaWasFaster() {
        rivals.add(new Known("ivo://x/y?one", 1, "x", A, true));
        Admission admission = admit(draft("one", A, false));
        assertThat(admission.verdict().outcome()).isEqualTo(Outcome.INGESTED);
        assertThat(admission.verdict().usesObjects()).isFalse();
    }

    @Test
    void refusesARevisionThatAnotherHasMadeFirst() {
        inLedger.add(new Known("ivo://x/y?one", 3, "x", A, true));
        rivals.add(new Known("ivo://x/y?one", 4, "x", Sha256.of("theirs"), false));
        refused(draft("one", B, false, 3), "If-Match");
    }

    @Test
    void letsARepeatWaitForTheOneInHand() {
        atOnce = false;
        CompletableFuture<Admission> first = desk.admit(draft("one", A, false)).toCompletableFuture();
        CompletableFuture<Admission> second = desk.admit(draft("two", A, false)).toCompletableFuture();
        assertThat(first).isNotDone();
        assertThat(second).isNotDone();
        atOnce = true;
        sends.get(0).complete(List.of("p:0:1"));
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
        atOnce = true;
        admit(draft("one", A, false));
        assertThat(sent.get(1).eventId()).isEqualTo(sent.get(0).eventId());
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
    void refusesWhatTheLogNeverTakesAndTakesWhatWasSentWithIt() {
        List<CompletableFuture<List<Known>>> answers = new ArrayList<>();
        IntakeDesk slow = new IntakeDesk(
                drafts -> {
                    answers.add(new CompletableFuture<>());
                    return answers.get(answers.size() - 1);
                },
                this::send,
                this::holding,
                "esac");
        List<CompletableFuture<Admission>> all = new ArrayList<>();
        for (String name : List.of("first", "n1", "unwritable", "n3")) {
            all.add(slow.admit(draft(name, Sha256.of(name), false)).toCompletableFuture());
        }
        answers.get(0).complete(List.of());
        answers.get(1).complete(List.of());

        assertThat(all.get(1).join().verdict().outcome()).isEqualTo(Outcome.INGESTED);
        assertThat(all.get(3).join().verdict().outcome()).isEqualTo(Outcome.INGESTED);
        refused(all.get(2), Reason.TOO_LARGE, "product");
        // It is not in hand any more.
        CompletableFuture<Admission> again =
                slow.admit(draft("unwritable", Sha256.of("unwritable"), false)).toCompletableFuture();
        answers.get(2).complete(List.of());
        refused(again, Reason.TOO_LARGE, "product");
    }

    @Test
    void refusesMoreFilesThanOneEventCanNameBeforeAnythingIsWritten() {
        List<ProductFile> files = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            files.add(ProductFile.newBuilder()
                    .setName(i + "n".repeat(200))
                    .setSize(1)
                    .setSha256(A)
                    .build());
        }
        Draft one = draft("one", A, true);
        Draft many = new Draft(
                one.origin(), one.obscore(), Content.of(files, List.of()), true, one.given(), Optional.empty());
        refused(desk.admit(many).toCompletableFuture(), Reason.TOO_LARGE, "files");
        assertThat(sends).isEmpty();
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
                this::holding,
                "esac");
        List<CompletableFuture<Admission>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(slow.admit(draft("n" + i, Sha256.of("n" + i), false)).toCompletableFuture());
        }
        answers.get(0).complete(List.of());
        answers.get(1).complete(List.of());
        assertThat(all).allSatisfy(a -> assertThat(a).isCompleted());
        assertThat(sizes).containsExactly(1, 49);
        assertThat(sends).as("products and replicas of both").hasSize(4);
    }

    private Admission admit(Draft draft) {
        return desk.admit(draft).toCompletableFuture().join();
    }

    private void refused(Draft draft, String field) {
        refused(desk.admit(draft).toCompletableFuture(), Reason.CONFLICT, field);
    }

    private static void refused(CompletableFuture<Admission> answer, Reason reason, String field) {
        assertThatThrownBy(answer::join)
                .hasCauseInstanceOf(RefusedException.class)
                .cause()
                .satisfies(e -> {
                    assertThat(((RefusedException) e).refusal().reason()).isEqualTo(reason);
                    assertThat(((RefusedException) e).refusal().field()).isEqualTo(field);
                });
    }

    private static Draft draft(String name, String sha256, boolean idGiven) {
        return draft(name, sha256, idGiven, null);
    }

    private static Draft draft(String name, String sha256, boolean idGiven, Integer expected) {
        Describer.Description d = Describer.describe(
                new Describer.Statement("x", name, Optional.of("y"), Map.of("s_ra", 1.0, "s_dec", 2.0)),
                Optional.empty(),
                Authorities.own());
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
                d.given(),
                Optional.ofNullable(expected));
    }
}
