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
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.periapsis.events.RunPlaced;
import org.periapsis.session.domain.run.RunKey;

/**
 * The tokens by which runs' programs ask the portal as their owners: one a run, laid beside the program before it starts, and
 * a fresh one in its place well before it ends. A run starts without one when none can be had, and finds it later. Thread-safe.
 */
public final class RunTokens {
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final long STEP_MS = 20;
    /** Doublings of the pause, to some six seconds. */
    private static final int MANY = 6;

    /**
     * The one that is there is refused once the portal has seen what this site has seen, and what it gives before that as well. So it
     * is asked again after one second, two more, four and eight.
     */
    private static final int ANEW = 5;

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
        private int failures;
        /** How often it is asked for again, though the one that is there has not come to its end. */
        private int anew;

        private boolean over;
        /** It was waited for in vain: nobody waits again. */
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

    /** Gets another one now: who was put out of the session may have copied the one that is there. */
    void anew(RunPlaced placed) {
        synchronized (this) {
            State state = runs.get(RunId.of(placed));
            if (state == null || state.over) {
                return;
            }
            state.anew = ANEW;
            state.next = Instant.MIN;
        }
        refresh(placed, Optional.empty());
    }

    /** Lays the token into the prepared folder of a program that is about to start; blocks for a few seconds at most. */
    void before(RunPlaced placed, RunKey key) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        refresh(placed, Optional.empty());
        while (waited(RunId.of(placed), deadline)) {
            TimeUnit.MILLISECONDS.sleep(STEP_MS);
            refresh(placed, Optional.empty());
        }
        Optional<Token> token = token(RunId.of(placed));
        if (token.isPresent()) {
            give(placed, new Given(key, token.get().text()));
        }
    }

    private synchronized Optional<Token> token(RunId id) {
        return Optional.ofNullable(runs.get(id)).flatMap(state -> state.token);
    }

    /** Whether there is something left to wait for. */
    private synchronized boolean waited(RunId id, long deadline) {
        State state = runs.get(id);
        if (state == null || state.token.isPresent() || state.over || state.settled) {
            return false;
        }
        state.settled = System.nanoTime() - deadline >= 0;
        return !state.settled;
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
            ask = (old || state.anew > 0) && !state.over && !now.isBefore(state.next);
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
        // The portal may not have seen yet what this site has: at first it is asked again soon.
        state.failures = failure == null ? 0 : Math.min(state.failures + 1, MANY);
        Duration pause = SHORTEST_PAUSE.multipliedBy(1L << state.failures);
        state.next = failure == null ? Instant.MIN : clock.instant().plus(pause);
        if (failure == null && state.anew > 0) {
            state.next = clock.instant().plusSeconds(1L << (ANEW - state.anew));
            state.anew--;
        }
        if (failure == null) {
            state.over = answer.isEmpty();
            state.token = answer.or(() -> state.token);
        }
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
