package org.periapsis.session.domain.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.periapsis.events.Outcome;
import org.periapsis.events.RunPlaced;
import org.periapsis.session.Facts;
import org.periapsis.session.domain.run.RunKey;

class RunTokensTest {
    private final List<CompletableFuture<Optional<RunTokens.Token>>> asked = new ArrayList<>();
    private final Map<String, String> files = new TreeMap<>();
    private final SettableClock clock = new SettableClock();
    private final RunPlaced placed = Facts.session(UUID.randomUUID()).placed("0", 1, "esac", 0, 1);
    private final Held held = Held.accepted(placed, "secret");
    private final RunKey key = held.id().key(RunKey.SESSION);
    private boolean diskFull;
    private final RunTokens tokens = tokens(Duration.ZERO);

    private RunTokens tokens(Duration patience) {
        return new RunTokens(this::ask, this::laid, Runnable::run, clock, patience);
    }

    private CompletionStage<Optional<RunTokens.Token>> ask(RunPlaced run) {
        asked.add(new CompletableFuture<>());
        return asked.get(asked.size() - 1);
    }

    private void laid(RunKey program, String owner, String token) throws IOException {
        if (diskFull) {
            throw new IOException("No space left on device");
        }
        files.put(program.toString(), token);
    }

    private void answer(int question, String text) {
        asked.get(question).complete(Optional.of(new RunTokens.Token(text, clock.now.plusSeconds(300))));
    }

    private void tick() {
        tokens.tick(List.of(held), id -> Optional.of(key));
    }

    @Test
    void isThereBeforeTheProgramStarts() throws Exception {
        tokens.ahead(placed);
        answer(0, "first");
        tokens.before(placed, key);
        assertThat(files).containsEntry(key.toString(), "first");
        assertThat(asked).hasSize(1);
    }

    @Test
    void aProgramStartsWithoutAndFindsItLater() throws Exception {
        tokens.before(placed, key);
        assertThat(files).isEmpty();
        answer(0, "late");
        tick();
        assertThat(files).containsEntry(key.toString(), "late");
        assertThat(asked).hasSize(1);
    }

    @Test
    void isReplacedBeforeItEnds() {
        tick();
        answer(0, "first");
        tick();
        clock.now = clock.now.plusSeconds(299);
        tick();
        assertThat(asked).hasSize(1);
        clock.now = clock.now.plusSeconds(1);
        tick();
        assertThat(asked).hasSize(2);
        assertThat(files).containsEntry(key.toString(), "first");
        answer(1, "second");
        tick();
        assertThat(files).containsEntry(key.toString(), "second");
    }

    @Test
    void isAskedForAgainAfterAWhileWhenItCannotBeHad() {
        tick();
        asked.get(0).completeExceptionally(new IllegalStateException("the portal is away"));
        tick();
        assertThat(asked).hasSize(1);
        clock.now = clock.now.plusMillis(200);
        tick();
        assertThat(asked).hasSize(2);
        for (int i = 1; i < 20; i++) {
            asked.get(i).completeExceptionally(new IllegalStateException("the portal is away"));
            clock.now = clock.now.plusSeconds(7);
            tick();
            assertThat(asked).hasSize(i + 2);
        }
    }

    @Test
    void aProgramsStartWaitsForItAndAsksAgainWhenThePortalIsBehind() throws Exception {
        RunTokens behind = new RunTokens(
                run -> {
                    asked.add(new CompletableFuture<>());
                    return asked.size() < 3
                            ? CompletableFuture.failedFuture(new IllegalStateException("not there yet"))
                            : CompletableFuture.completedFuture(
                                    Optional.of(new RunTokens.Token("third", clock.now.plusSeconds(300))));
                },
                this::laid,
                Runnable::run,
                Clock.systemUTC(),
                Duration.ofSeconds(60));
        behind.before(placed, key);
        assertThat(files).containsEntry(key.toString(), "third");
    }

    @Test
    void isNotAskedForAgainWhenItsOwnerDoesNotWantIt() {
        tick();
        asked.get(0).complete(Optional.empty());
        clock.now = clock.now.plusSeconds(3_600);
        tick();
        assertThat(asked).hasSize(1);
    }

    @Test
    void isWrittenAgainWhenTheDiskWasFull() {
        tick();
        answer(0, "first");
        diskFull = true;
        tick();
        assertThat(files).isEmpty();
        diskFull = false;
        tick();
        assertThat(files).containsEntry(key.toString(), "first");
    }

    @Test
    void isReplacedAtOnceWhenSomebodyIsPutOutAndAgainUntilThePortalHasSeenThat() {
        tick();
        answer(0, "copied");
        tick();
        tokens.anew(placed);
        assertThat(asked).hasSize(2);
        answer(1, "of a portal that is behind");
        tick();
        assertThat(files).containsEntry(key.toString(), "of a portal that is behind");
        int[] pauses = {1, 2, 4, 8};
        for (int i = 0; i < pauses.length; i++) {
            clock.now = clock.now.plusSeconds(pauses[i]).minusMillis(1);
            tick();
            assertThat(asked).hasSize(i + 2);
            clock.now = clock.now.plusMillis(1);
            tick();
            assertThat(asked).hasSize(i + 3);
            answer(i + 2, "fresh " + i);
            tick();
            assertThat(files).containsEntry(key.toString(), "fresh " + i);
        }
        clock.now = clock.now.plusSeconds(100);
        tick();
        assertThat(asked).as("enough").hasSize(6);
    }

    @Test
    void ofARunThatIsNotHeldThereIsNothingToReplace() {
        tokens.anew(placed);
        assertThat(asked).isEmpty();
    }

    @Test
    void aRunThatIsToEndGetsNone() {
        Held ending = held.stopping(new Held.Stop(Outcome.STOPPED, "enough", false));
        tokens.tick(List.of(ending), id -> Optional.of(key));
        assertThat(asked).isEmpty();
    }

    private static final class SettableClock extends Clock {
        private Instant now = Instant.parse("2026-11-30T12:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
