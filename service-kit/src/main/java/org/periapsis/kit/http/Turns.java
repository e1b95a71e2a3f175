package org.periapsis.kit.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * So much work at once, and so much of it for one who asks. Whoever asks for more waits in a line of their own; the lines are
 * served in turn, so that a long one makes nobody else wait. Thread-safe.
 */
public final class Turns {
    private static final Duration LATER = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Limits limits;
    /** Who was served longest ago is the first. */
    private final Map<String, Line> lines = new LinkedHashMap<>();

    private int running;
    private int waiting;

    /**
     * How much.
     *
     * @param atOnce in all
     * @param ofOne of one who asks
     * @param line that may wait of one
     * @param lines that may wait in all
     * @param patience after which one that waits is refused
     */
    public record Limits(int atOnce, int ofOne, int line, int lines, Duration patience) {
        public Limits {
            if (atOnce < 1 || ofOne < 1) {
                throw new IllegalArgumentException("nobody would have a turn");
            }
        }
    }

    /** What one asker does and waits for. */
    private static final class Line {
        private final Deque<Waiter> waiting = new ArrayDeque<>();
        private int running;
    }

    /** @param gone whether nobody waits for it any more */
    private record Waiter(Promise<Void> turn, BooleanSupplier gone) {}

    public Turns(Vertx vertx, Limits limits) {
        this.vertx = vertx;
        this.limits = limits;
    }

    /**
     * Does the work when it is its turn, in the context of who asks.
     *
     * @param gone whether nobody waits for the answer any more: then it is not done
     * @return as the work, or failed with a {@link Problem}: 429 when one's own line is too long, 503 when all are
     */
    public <T> Future<T> take(String who, BooleanSupplier gone, Supplier<Future<T>> work) {
        Context asking = vertx.getOrCreateContext();
        Waiter waiter = new Waiter(Promise.promise(), gone);
        Optional<Problem> refused = enter(who, waiter);
        if (refused.isPresent()) {
            return Future.failedFuture(refused.get().exception());
        }
        return awaited(who, waiter, asking).compose(turn -> done(who, work));
    }

    private <T> Future<T> done(String who, Supplier<Future<T>> work) {
        try {
            return work.get().onComplete(any -> leave(who));
        } catch (RuntimeException fault) {
            leave(who);
            return Future.failedFuture(fault);
        }
    }

    private Future<Void> awaited(String who, Waiter waiter, Context asking) {
        if (waiter.turn().future().isComplete()) {
            return waiter.turn().future();
        }
        long timer = vertx.setTimer(limits.patience().toMillis(), late -> {
            if (out(who, waiter)) {
                waiter.turn().fail(busy().exception());
            }
        });
        Promise<Void> there = Promise.promise();
        waiter.turn().future().onComplete(turn -> {
            vertx.cancelTimer(timer);
            asking.runOnContext(back -> there.handle(turn));
        });
        return there.future();
    }

    private synchronized Optional<Problem> enter(String who, Waiter waiter) {
        Line line = lines.computeIfAbsent(who, first -> new Line());
        if (running < limits.atOnce() && line.running < limits.ofOne() && line.waiting.isEmpty()) {
            begin(line);
            waiter.turn().complete();
        } else if (line.waiting.size() >= limits.line()) {
            return Optional.of(Problem.tooMuch("too-many-at-once", "You ask for too much at once")
                    .retryAfter(LATER));
        } else if (waiting >= limits.lines() && !madeRoom(line)) {
            forget(who, line);
            return Optional.of(busy());
        } else {
            line.waiting.add(waiter);
            waiting++;
        }
        return Optional.empty();
    }

    /** The last of the longest line goes: whoever asks for little is not turned away by many who ask for much. */
    private boolean madeRoom(Line own) {
        Line longest = lines.values().stream()
                .max(Comparator.comparingInt(each -> each.waiting.size()))
                .orElse(own);
        if (longest.waiting.size() <= own.waiting.size() + 1) {
            return false;
        }
        Waiter last = longest.waiting.removeLast();
        waiting--;
        vertx.runOnContext(later -> last.turn().tryFail(busy().exception()));
        return true;
    }

    private static Problem busy() {
        return Problem.unavailable("Too much is asked for at once").retryAfter(LATER);
    }

    private void begin(Line line) {
        line.running++;
        running++;
    }

    private void forget(String who, Line line) {
        if (line.running == 0 && line.waiting.isEmpty()) {
            lines.remove(who);
        }
    }

    /** @return false when it is not in the line any more */
    private synchronized boolean out(String who, Waiter waiter) {
        Line line = lines.get(who);
        if (line == null || !line.waiting.remove(waiter)) {
            return false;
        }
        waiting--;
        forget(who, line);
        return true;
    }

    private void leave(String who) {
        List<Runnable> told = new ArrayList<>();
        synchronized (this) {
            Line line = lines.get(who);
            line.running--;
            running--;
            forget(who, line);
            while (running < limits.atOnce() && next(told)) {
                // Each has told of one.
            }
        }
        // Not while others wait for the lock: who is told may ask again.
        told.forEach(Runnable::run);
    }

    /** @return false when nobody can begin */
    private boolean next(List<Runnable> told) {
        Optional<String> first = lines.entrySet().stream()
                .filter(each -> !each.getValue().waiting.isEmpty() && each.getValue().running < limits.ofOne())
                .map(Map.Entry::getKey)
                .findFirst();
        if (first.isEmpty()) {
            return false;
        }
        String who = first.get();
        Line line = lines.remove(who);
        Waiter waiter = line.waiting.remove();
        waiting--;
        if (waiter.gone().getAsBoolean()) {
            told.add(() -> waiter.turn().fail(busy().exception()));
        } else {
            begin(line);
            told.add(() -> waiter.turn().complete());
        }
        if (line.running > 0 || !line.waiting.isEmpty()) {
            lines.put(who, line);
        }
        return true;
    }

    /** How much waits. */
    public synchronized int waiting() {
        return waiting;
    }
}
