package org.periapsis.ingest.adapter.tasks;

import java.io.IOException;
import java.time.Clock;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.periapsis.events.RunConcluded;
import org.periapsis.events.TransferOrdered;
import org.periapsis.ingest.adapter.postgres.PostgresLedger;
import org.periapsis.ingest.adapter.postgres.Tasks;
import org.periapsis.ingest.adapter.postgres.Tasks.Task;
import org.periapsis.ingest.adapter.s3.ObjectReader;
import org.periapsis.ingest.adapter.s3.S3Store;
import org.periapsis.ingest.domain.intake.EventLog;
import org.periapsis.ingest.domain.intake.Reception;
import org.periapsis.kit.failure.FailureClass;
import org.periapsis.kit.failure.Failures;
import org.periapsis.kit.index.IndexedRights;
import org.periapsis.kit.postgres.PresentView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what the hub's decisions ask of this site, a few at a time, on threads of its own. */
public final class TaskRunner {
    private static final Logger LOG = LoggerFactory.getLogger(TaskRunner.class);
    private static final int AT_ONCE = 3;
    /** In hand at once: what waits here cannot be done by another instance. */
    private static final int MOST_OPEN = 2 * AT_ONCE;

    private static final int ATTEMPTS = 6;
    private static final long LOOK_MS = 1_000;
    private static final long RENEW_MS = 5_000;

    private final Tasks tasks;
    private final BooleanSupplier whole;
    private final BiConsumer<String, String> died;
    private final TransferTask transfers;
    private final OutputTask outputs;
    private final ExecutorService workers;
    private final ScheduledExecutorService clock;
    private final Set<String> running = new HashSet<>();
    private final Map<String, Map<FailureClass, Integer>> failures = new HashMap<>();
    private boolean looking;
    private boolean lookAgain;
    private volatile boolean stopping;

    /**
     * What the work is done with.
     *
     * @param index which knows who may read what; empty: transfers are carried out without asking again
     * @param bucket this site's products
     */
    public record Means(
            S3Store store,
            PostgresLedger ledger,
            PresentView present,
            EventLog log,
            Reception reception,
            Optional<IndexedRights> index,
            String bucket,
            Clock clock) {}

    /**
     * @param whole whether the ledger is: while it is made anew nothing is begun, since what was done would look undone
     * @param died is told of a thread, and why, when the process cannot be trusted any more
     * @param name for threads
     */
    public TaskRunner(Tasks tasks, Means means, BooleanSupplier whole, BiConsumer<String, String> died, String name) {
        this.tasks = tasks;
        this.whole = whole;
        this.died = died;
        ObjectReader objects = new ObjectReader(means.store);
        this.transfers = new TransferTask(
                objects, means.ledger, means.log, new TransferRights(means.index, means.clock), means.bucket);
        this.outputs = new OutputTask(objects, means.ledger, means.present, means.reception, means.clock);
        AtomicInteger number = new AtomicInteger();
        this.workers =
                Executors.newFixedThreadPool(AT_ONCE, task -> daemon(task, name + "-task-" + number.incrementAndGet()));
        this.clock = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, name + "-tasks"));
    }

    /** Begins. To be called when the ledger shows everything that was written before. */
    @SuppressWarnings("FutureReturnValueIgnored") // it repeats until the clock is shut down
    public void start() {
        clock.scheduleWithFixedDelay(() -> guarded(this::look), 0, LOOK_MS, TimeUnit.MILLISECONDS);
        clock.scheduleWithFixedDelay(() -> guarded(this::renew), RENEW_MS, RENEW_MS, TimeUnit.MILLISECONDS);
        tasks.onChange(this::lookSoon);
    }

    /** What is thrown to the clock would be the last time that it looks, without a word. */
    private static void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException fault) {
            LOG.error("event=tasks-step-failed", fault);
        }
    }

    /** Lets what is in hand end, within a deadline; the rest is done after the next start. */
    public CompletableFuture<Void> stop() {
        return CompletableFuture.runAsync(() -> {
            stopping = true;
            clock.shutdown();
            workers.shutdown();
            try {
                if (workers.awaitTermination(10, TimeUnit.SECONDS)) {
                    Waiting.on(tasks.release());
                } else {
                    // Nobody else may begin what still goes on here: the claim ends by itself.
                    LOG.warn("event=tasks-cut-off");
                }
            } catch (IOException e) {
                LOG.warn("event=tasks-not-given-back cause={}", e.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void lookSoon() {
        try {
            clock.execute(this::look);
        } catch (RejectedExecutionException stopped) {
            LOG.debug("event=no-more-tasks");
        }
    }

    /** One look at a time: what an older look has found may be done by the time it is begun, and would be done again. */
    private void look() {
        if (!whole.getAsBoolean()) {
            return;
        }
        Set<String> mine;
        synchronized (this) {
            if (looking || running.size() >= MOST_OPEN) {
                lookAgain = looking;
                return;
            }
            looking = true;
            mine = Set.copyOf(running);
        }
        tasks.claim(mine, MOST_OPEN - mine.size())
                .onSuccess(claimed -> claimed.forEach(this::begin))
                .onFailure(e -> LOG.warn("event=tasks-unknown cause={}", e.toString()))
                .onComplete(done -> looked());
    }

    private synchronized void looked() {
        looking = false;
        if (lookAgain) {
            lookAgain = false;
            lookSoon();
        }
    }

    private void renew() {
        Set<String> mine = inHand();
        if (!mine.isEmpty()) {
            tasks.renew(mine).onFailure(e -> LOG.warn("event=tasks-not-renewed cause={}", e.toString()));
        }
    }

    private synchronized Set<String> inHand() {
        return Set.copyOf(running);
    }

    private synchronized void begin(Task task) {
        if (!workers.isShutdown() && running.add(task.id())) {
            workers.execute(() -> carryOut(task));
        }
    }

    private void carryOut(Task task) {
        if (stopping) {
            return;
        }
        try {
            if (task.order() instanceof TransferOrdered order) {
                transfers.run(order);
            } else if (task.order() instanceof RunConcluded concluded) {
                outputs.run(concluded);
            }
            end(task);
        } catch (Throwable e) { // an Error too: a file may have driven our code into it
            LOG.warn("event=task-failed task={} cause={}", task.id(), e.toString(), e);
            if (Failures.fatal(e)) {
                died.accept(Thread.currentThread().getName(), e.toString());
            }
            again(task, Failures.of(e));
        }
    }

    /** It stays in hand until that is written down, so that it is not done again for want of a note. */
    private void end(Task task) {
        try {
            Waiting.on(tasks.done(task.id()));
            forget(task);
        } catch (IOException e) {
            LOG.warn("event=task-end-not-noted task={} cause={}", task.id(), e.toString());
            endLater(task);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it tells its own failure
    private void endLater(Task task) {
        try {
            clock.schedule(() -> workers.execute(() -> end(task)), LOOK_MS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            LOG.debug("event=no-more-tasks");
        }
    }

    private synchronized void forget(Task task) {
        failures.remove(task.id());
        running.remove(task.id());
        lookSoon();
    }

    /**
     * An outage is waited out, but for a transfer, for which somebody waits. What no try mends is given up at once, and what our
     * code fails on after as many tries: whoever waits is told.
     */
    private void again(Task task, FailureClass kind) {
        int count = count(task, kind);
        if ((kind == FailureClass.POISON || count >= ATTEMPTS) && givenUp(task, kind, count)) {
            end(task);
            return;
        }
        tasks.postpone(task.id(), Math.min(60, 1 << Math.min(count, 6)))
                .onFailure(e -> LOG.warn("event=task-not-given-back task={} cause={}", task.id(), e.toString()))
                .onComplete(done -> release(task));
    }

    /** @return whether it is over, and told so */
    private boolean givenUp(Task task, FailureClass kind, int count) {
        String why = kind == FailureClass.OUTAGE
                ? "a store, the log or the index failed"
                : kind == FailureClass.POISON ? "the log can never take it" : "the site's ingest failed on it";
        String reason = "given up after " + count + (count == 1 ? " attempt: " : " attempts: ") + why;
        try {
            if (task.order() instanceof TransferOrdered order) {
                transfers.fail(order, null, reason);
                return true;
            }
            if (kind != FailureClass.OUTAGE && task.order() instanceof RunConcluded concluded) {
                outputs.fail(concluded, reason);
                return true;
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("event=task-not-given-up task={} cause={}", task.id(), e.toString());
        }
        return false;
    }

    private synchronized int count(Task task, FailureClass kind) {
        return failures.computeIfAbsent(task.id(), none -> new EnumMap<>(FailureClass.class))
                .merge(kind, 1, Integer::sum);
    }

    private synchronized void release(Task task) {
        running.remove(task.id());
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
