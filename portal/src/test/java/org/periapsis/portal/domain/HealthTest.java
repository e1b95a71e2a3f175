package org.periapsis.portal.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.periapsis.portal.domain.Health.Answer;
import org.periapsis.portal.domain.Health.State;

class HealthTest {
    private static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");
    private static final Answer SILENT = Answer.none("connection refused");
    private static final Answer NOT_READY = Answer.notReady("consumer.view", "no database");

    private static Health after(Answer... answers) {
        Health health = Health.unknown(NOW);
        for (int i = 0; i < answers.length; i++) {
            health = health.after(answers[i], NOW.plusSeconds(i + 1L));
        }
        return health;
    }

    @Test
    void whoWasHeardAndIsSilentForLongHangs() {
        ServiceName indexer = ServiceName.hub("indexer");
        Instant[] now = {NOW};
        Clock clock = new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now[0];
            }
        };
        HealthBook book = new HealthBook(clock, List.of(indexer));
        assertThat(book.hangs(indexer)).as("was never heard: it starts").isEmpty();
        book.answered(indexer, Health.Answer.notReady("postgres", ""));
        now[0] = NOW.plusSeconds(16);
        assertThat(book.hangs(indexer)).as("was not asked since").isEmpty();
        book.answered(indexer, Health.Answer.none("timeout"));
        assertThat(book.hangs(indexer)).contains(NOW);
        book.answered(indexer, Health.Answer.ready());
        assertThat(book.hangs(indexer)).isEmpty();
    }

    @Test
    void oneThatComesUpIsStartingAndThenUp() {
        assertThat(after(NOT_READY).state()).isEqualTo(State.STARTING);
        assertThat(after(NOT_READY, Answer.ready()).state()).isEqualTo(State.UP);
        assertThat(after(SILENT, NOT_READY).state()).isEqualTo(State.STARTING);
        assertThat(after(SILENT, NOT_READY, NOT_READY).state()).isEqualTo(State.STARTING);
    }

    @Test
    void oneThatWasReadyAndIsNotAnyMoreIsDown() {
        assertThat(after(Answer.ready(), NOT_READY).state()).isEqualTo(State.DOWN);
        assertThat(after(Answer.ready(), NOT_READY, NOT_READY).state()).isEqualTo(State.DOWN);
        assertThat(after(Answer.ready(), SILENT).state()).isEqualTo(State.DOWN);
        assertThat(after(Answer.ready(), SILENT, NOT_READY, Answer.ready()).state())
                .isEqualTo(State.UP);
    }

    @Test
    void aStateBeginsOnce() {
        assertThat(after(Answer.ready(), SILENT, SILENT, SILENT).since()).isEqualTo(NOW.plusSeconds(2));
        assertThat(after(Answer.ready(), Answer.ready()).since()).isEqualTo(NOW.plusSeconds(1));
    }

    @Test
    void theBookKnowsWhatItWasToldToWatchAndNothingElse() {
        ServiceName indexer = ServiceName.hub("indexer");
        ServiceName ingest = ServiceName.parse("ingest.jive");
        HealthBook book = new HealthBook(Clock.fixed(NOW, ZoneOffset.UTC), List.of(ingest, indexer));
        book.answered(ServiceName.hub("stranger"), Answer.ready());
        assertThat(book.silent(ServiceName.hub("stranger"), "gone")).isEqualTo(NOW);
        book.silent(ingest, "gone");
        assertThat(book.lines()).extracting(HealthBook.Line::name).containsExactly(indexer, ingest);
        assertThat(book.lines().get(1).health().state()).isEqualTo(State.DOWN);
        assertThat(ingest.forPeople()).isEqualTo("ingest (jive)");
    }
}
