package org.periapsis.session.domain.agent;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.periapsis.events.RunPlaced;
import org.periapsis.session.domain.run.RunKey;

/**
 * The tokens by which runs' programs ask the portal as their owners: one a run, laid beside the program before it starts, and
 * a fresh one in its place well before it ends. A run starts without one when none can be had, and finds it later. Thread-safe.
 */
public final class RunTokens {
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration ASKED_AT_MOST = Duration.ofMinutes(1);

    private final Source source;
    private final Place place;
    private final Executor workers;
    private final Clock clock;
    private final Duration patience;
    private final Map<RunId, State> runs = new HashMap<>();

    /** The portal, by role. */
    public interface Source {
        /** @return empty when the run gets none any more; failed when it can be asked again */
        CompletionStage<Optional<Token>> ask(RunPlaced placed);
    }

    /**
     * A token.
     *
     * @param renew when to ask for the next one
     */
    public record Token(String text, Instant renew) {
        @Override
        public String toString() {
            return "Token[***, renew=" + renew + "]";
        }
    }

    /** Where programs find them, by role: {@link org.periapsis.session.domain.run.SiteRuntime#give}. */
    public interface Place {
        void give(RunKey key, String owner, String token) throws IOException;
    }

    /** What a program has been given. */
    private record Given(RunKey key, String token) {}

    /** Of one run; guarded by this object's monitor. */
    private static final class State {
        private Optional<Token> token = Optional.empty();
        private Optional<Given> given = Optional.empty();
        private Instant next = Instant.MIN;
        private boolean over;
        /** The first question was answered, or was waited for in vain: nobody waits again. */
        private boolean settled;
    }

    /**
     * @param workers on which files are written
     * @param patience how long a program's start waits for its first token
     */
    public RunTokens(Source source, Place place, Executor workers, Clock clock, Duration patience) {
        this.source = source;
        this.place = place;
        this.workers = workers;
        this.clock = clock;
        this.patience = patience;
    }

    /** Where nobody gives any. */
    public static RunTokens none(Clock clock) {
        return new RunTokens(
                placed -> CompletableFuture.completedFuture(Optional.empty()),
                (key, owner, token) -> {},
                Runnable::run,
                clock,
                Duration.ZERO);
    }

    /** Asks ahead, so that it is there when the inputs are. */
    void ahead(RunPlaced placed) {
        refresh(placed, Optional.empty());
    }

    /** Lays the token into the prepared folder of a program that is about to start; blocks for a few seconds at most. */
    void before(RunPlaced placed, RunKey key) throws IOException, InterruptedException {
        refresh(placed, Optional.empty());
        Optional<Token> token = awaited(RunId.of(placed));
        if (token.isPresent()) {
            give(placed, new Given(key, token.get().text()));
        }
    }

    private synchronized Optional<Token> awaited(RunId id) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            State state = runs.get(id);
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (state == null) {
                return Optional.empty();
            }
            state.settled |= left <= 0;
            if (state.settled) {
                return state.token;
            }
            wait(left);
        }
    }

    /**
     * Sees to all of them; called every second or so.
     *
     * @param program that a run has at work now
     */
    void tick(Collection<Held> held, Function<RunId, Optional<RunKey>> program) {
        Set<RunId> live = held.stream()
                .filter(each -> each.live() && each.stop().isEmpty())
                .map(Held::id)
                .collect(Collectors.toSet());
        synchronized (this) {
            runs.keySet().retainAll(live);
        }
        held.stream()
                .filter(each -> live.contains(each.id()))
                .forEach(each -> refresh(each.placed(), program.apply(each.id())));
    }

    private void refresh(RunPlaced placed, Optional<RunKey> program) {
        RunId id = RunId.of(placed);
        Instant now = clock.instant();
        boolean ask;
        Optional<Given> due;
        synchronized (this) {
            State state = runs.computeIfAbsent(id, none -> new State());
            boolean old = state.token.map(token -> !now.isBefore(token.renew())).orElse(true);
            ask = old && !state.over && !now.isBefore(state.next);
            if (ask) {
                // A question that is never answered is asked again.
                state.next = now.plus(ASKED_AT_MOST);
            }
            due = program.flatMap(key -> state.token.map(token -> new Given(key, token.text())))
                    .filter(given -> !state.given.equals(Optional.of(given)));
        }
        due.ifPresent(given -> workers.execute(() -> laid(placed, given)));
        if (ask) {
            source.ask(placed).whenComplete((answer, failure) -> answered(id, answer, failure));
        }
    }

    private synchronized void answered(RunId id, Optional<Token> answer, Throwable failure) {
        State state = runs.get(id);
        if (state == null) {
            return;
        }
        state.settled = true;
        state.next = failure == null ? Instant.MIN : clock.instant().plus(PAUSE);
        if (failure == null) {
            state.over = answer.isEmpty();
            state.token = answer.or(() -> state.token);
        }
        notifyAll();
    }

    private void laid(RunPlaced placed, Given given) {
        try {
            give(placed, given);
        } catch (IOException full) {
            // The token that is there is good for a while; the next tick tries again.
            synchronized (this) {
                Optional.ofNullable(runs.get(RunId.of(placed))).ifPresent(state -> state.given = Optional.empty());
            }
        }
    }

    private void give(RunPlaced placed, Given given) throws IOException {
        place.give(given.key(), Launches.owner(placed), given.token());
        synchronized (this) {
            Optional.ofNullable(runs.get(RunId.of(placed))).ifPresent(state -> state.given = Optional.of(given));
        }
    }
}
