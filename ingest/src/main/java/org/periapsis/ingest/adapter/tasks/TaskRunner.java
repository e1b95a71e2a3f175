package org.periapsis.ingest.adapter.tasks;

import java.io.IOException;
import java.time.Clock;
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
    private final TransferTask transfers;
    private final OutputTask outputs;
    private final ExecutorService workers;
    private final ScheduledExecutorService clock;
    private final Set<String> running = new HashSet<>();
    private final Map<String, Integer> failures = new HashMap<>();
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
     * @param name for threads
     */
    public TaskRunner(Tasks tasks, Means means, BooleanSupplier whole, String name) {
        this.tasks = tasks;
        this.whole = whole;
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
        clock.scheduleWithFixedDelay(this::look, 0, LOOK_MS, TimeUnit.MILLISECONDS);
        clock.scheduleWithFixedDelay(this::renew, RENEW_MS, RENEW_MS, TimeUnit.MILLISECONDS);
        tasks.onChange(this::lookSoon);
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
        } catch (IOException | RuntimeException e) {
            LOG.warn("event=task-failed task={} cause={}", task.id(), e.toString(), e);
            again(task);
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

    /** An outage is waited out; a transfer for which somebody waits is given up after a while. */
    private void again(Task task) {
        int count = count(task);
        if (count >= ATTEMPTS && task.order() instanceof TransferOrdered order) {
            try {
                transfers.fail(
                        order, null, "given up after " + count + " attempts: a store, the log or the index failed");
                end(task);
                return;
            } catch (IOException e) {
                LOG.warn("event=task-not-given-up task={} cause={}", task.id(), e.toString());
            }
        }
        tasks.postpone(task.id(), Math.min(60, 1 << Math.min(count, 6)))
                .onFailure(e -> LOG.warn("event=task-not-given-back task={} cause={}", task.id(), e.toString()))
                .onComplete(done -> release(task));
    }

    private synchronized int count(Task task) {
        return failures.merge(task.id(), 1, Integer::sum);
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
