package org.periapsis.kit.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class SetAsideTest {
    private final SetAside book = new SetAside();
    private long offset;

    @Test
    void anEntityThatFailedKeepsItsLaterRecordsWaiting() {
        aside("k", 10, FailureClass.FAULT);
        assertThat(book.before(0, "k", 15)).isPresent();
        assertThat(book.before(0, "k", 9)).isEmpty();
        assertThat(book.before(0, "other", 15)).isEmpty();
        assertThat(book.before(1, "k", 15)).as("another partition's").isEmpty();
        assertThat(book.before(0, null, 15)).isEmpty();
        assertThat(book.open()).isEqualTo(1);
    }

    @Test
    void poisonKeepsNobodyWaiting() {
        aside("k", 10, FailureClass.POISON);
        assertThat(book.before(0, "k", 15)).isEmpty();
        assertThat(book.due(0)).isEmpty();
        assertThat(book.open()).isEqualTo(1);
    }

    @Test
    void whoAsksForOneAsksForItsEntity() {
        aside("k", 10, FailureClass.FAULT);
        aside("other", 12, FailureClass.FAULT);
        waiting("k", 15, 10);
        say(DeadLetter.Kind.RETRY, "k", 15, Optional.empty());
        assertThat(offsets(book.due(0))).containsExactly(10L, 15L);
    }

    @Test
    void whatIsDroppedLetsGoWhatWaitsForIt() {
        aside("k", 10, FailureClass.FAULT);
        waiting("k", 15, 10);
        say(DeadLetter.Kind.DROPPED, "k", 10, Optional.empty());
        assertThat(offsets(book.due(0))).containsExactly(15L);
        assertThat(book.at(0, 10).orElseThrow().state()).isEqualTo(SetAside.State.DROPPED);
        assertThat(book.open()).isEqualTo(1);
    }

    @Test
    void whatIsReleasedIsPendingUntilTheCursorHasPassedIt() {
        aside("k", 10, FailureClass.FAULT);
        waiting("k", 15, 10);
        say(DeadLetter.Kind.RELEASED, "k", 10, Optional.of(100L));
        say(DeadLetter.Kind.RELEASED, "k", 15, Optional.of(100L));
        assertThat(offsets(book.pending(0, 0))).containsExactly(10L, 15L);
        assertThat(offsets(book.pending(0, 3))).containsExactly(15L);
        assertThat(book.pending(0, 4)).isEmpty();
        assertThat(book.before(0, "k", 200)).isEmpty();
        assertThat(book.open()).isZero();
        assertThat(book.cursor(0, 101)).isEqualTo(4);
        assertThat(book.cursor(0, 100)).as("not reached").isZero();
    }

    @Test
    void whatFailsAgainIsNotPendingAnyMore() {
        aside("k", 10, FailureClass.FAULT);
        say(DeadLetter.Kind.RELEASED, "k", 10, Optional.of(100L));
        aside("k", 10, FailureClass.FAULT);
        assertThat(book.pending(0, 0)).isEmpty();
        assertThat(book.before(0, "k", 200)).isPresent();
        say(DeadLetter.Kind.RELEASED, "k", 10, Optional.of(200L));
        assertThat(book.pending(0, 2))
                .singleElement()
                .extracting(SetAside.Entry::effect)
                .isEqualTo(200L);
    }

    @Test
    void aFactAboutWhatNobodyPutAsideSaysNothing() {
        say(DeadLetter.Kind.RELEASED, "k", 10, Optional.of(100L));
        say(DeadLetter.Kind.DROPPED, "k", 11, Optional.empty());
        assertThat(book.at(0, 10)).isEmpty();
        assertThat(book.pending(0, 0)).isEmpty();
    }

    @Test
    void aFactIsReadAsItWasWritten() {
        DeadLetter fact = new DeadLetter(
                DeadLetter.Kind.RELEASED,
                new Place("esac.periapsis.products.v1", 3, 77),
                FailureClass.FAULT,
                "naïve \u202e",
                Optional.of(70L),
                Optional.of(99L),
                "operator",
                Instant.parse("2026-01-02T03:04:05Z"),
                "1.2");
        RecordHeaders headers = new RecordHeaders();
        headers.add("periapsis-dlq-reason", new byte[] {1});
        headers.add("ce_id", new byte[] {2});
        fact.write(headers);
        assertThat(headers.headers("periapsis-dlq-reason")).hasSize(1);
        assertThat(headers.lastHeader("ce_id")).isNotNull();
        assertThat(DeadLetter.of(record(headers))).contains(fact);
    }

    @Test
    void whatIsNoFactIsNone() {
        assertThat(DeadLetter.of(record(new RecordHeaders()))).isEmpty();
        RecordHeaders odd = new RecordHeaders();
        new DeadLetter(
                        DeadLetter.Kind.RETRY,
                        new Place("t", 0, 1),
                        FailureClass.POISON,
                        "",
                        Optional.empty(),
                        Optional.empty(),
                        "",
                        Instant.EPOCH,
                        "")
                .write(odd);
        odd.remove("periapsis-dlq-kind")
                .add("periapsis-dlq-kind", "eaten".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(DeadLetter.of(record(odd))).isEmpty();
    }

    private static ConsumerRecord<String, byte[]> record(RecordHeaders headers) {
        return new ConsumerRecord<>(
                "t", 0, 0, 0L, TimestampType.CREATE_TIME, 0, 0, "k", null, headers, Optional.empty());
    }

    private void aside(String key, long at, FailureClass failure) {
        take(
                key,
                new DeadLetter(
                        DeadLetter.Kind.SET_ASIDE,
                        new Place("t", 0, at),
                        failure,
                        "why",
                        Optional.empty(),
                        Optional.of(at),
                        "reader",
                        Instant.EPOCH,
                        "1"));
    }

    private void waiting(String key, long at, long behind) {
        take(
                key,
                new DeadLetter(
                        DeadLetter.Kind.SET_ASIDE,
                        new Place("t", 0, at),
                        FailureClass.FAULT,
                        "why",
                        Optional.of(behind),
                        Optional.of(at),
                        "reader",
                        Instant.EPOCH,
                        "1"));
    }

    private void say(DeadLetter.Kind kind, String key, long at, Optional<Long> effect) {
        take(
                key,
                new DeadLetter(
                        kind,
                        new Place("t", 0, at),
                        FailureClass.FAULT,
                        "",
                        Optional.empty(),
                        effect,
                        "somebody",
                        Instant.EPOCH,
                        "1"));
    }

    private void take(String key, DeadLetter fact) {
        book.take(offset++, key, fact);
    }

    private static List<Long> offsets(List<SetAside.Entry> entries) {
        return entries.stream().map(entry -> entry.place().offset()).toList();
    }
}
