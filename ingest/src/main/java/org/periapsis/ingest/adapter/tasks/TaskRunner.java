package org.periapsis.ingest.adapter.tasks;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.periapsis.events.RunConcluded;
import org.periapsis.events.TransferOrdered;
import org.periapsis.ingest.adapter.postgres.PostgresLedger;
import org.periapsis.ingest.adapter.postgres.Tasks;
import org.periapsis.ingest.adapter.postgres.Tasks.Task;
import org.periapsis.ingest.adapter.s3.ObjectReader;
import org.periapsis.ingest.adapter.s3.S3Store;
import org.periapsis.ingest.domain.intake.EventLog;
import org.periapsis.ingest.domain.intake.Reception;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what the hub's decisions ask of this site, a few at a time, on threads of its own. */
public final class TaskRunner {
    private static final Logger LOG = LoggerFactory.getLogger(TaskRunner.class);
    private static final int AT_ONCE = 3;
    private static final int MOST_OPEN = 64;
    private static final int ATTEMPTS = 6;
    private static final long LOOK_MS = 1_000;

    private final Tasks tasks;
    private final TransferTask transfers;
    private final OutputTask outputs;
    private final ExecutorService workers;
    private final ScheduledExecutorService clock;
    private final Set<String> running = new HashSet<>();
    private final Map<String, Integer> failures = new HashMap<>();
    /** Ended while somebody looked for open tasks: what was seen then may still show them. */
    private final Set<String> ended = new HashSet<>();

    private int looking;

    /**
     * What the work is done with.
     *
     * @param bucket this site's products
     */
    public record Means(S3Store store, PostgresLedger ledger, EventLog log, Reception reception, String bucket) {}

    /** @param name for threads */
    public TaskRunner(Tasks tasks, Means means, String name) {
        this.tasks = tasks;
        ObjectReader objects = new ObjectReader(means.store);
        this.transfers = new TransferTask(objects, means.ledger, means.log, means.bucket);
        this.outputs = new OutputTask(objects, means.ledger, means.reception);
        AtomicInteger number = new AtomicInteger();
        this.workers =
                Executors.newFixedThreadPool(AT_ONCE, task -> daemon(task, name + "-task-" + number.incrementAndGet()));
        this.clock = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, name + "-tasks"));
    }

    /** Begins. To be called when the ledger shows everything that was written before. */
    @SuppressWarnings("FutureReturnValueIgnored") // it repeats until the clock is shut down
    public void start() {
        clock.scheduleWithFixedDelay(this::look, 0, LOOK_MS, TimeUnit.MILLISECONDS);
        tasks.onChange(() -> {
            if (!clock.isShutdown()) {
                clock.execute(this::look);
            }
        });
    }

    /** Lets what is in hand end, within a deadline; the rest is done after the next start. */
    public CompletableFuture<Void> stop() {
        return CompletableFuture.runAsync(() -> {
            clock.shutdown();
            workers.shutdownNow();
            try {
                if (!workers.awaitTermination(10, TimeUnit.SECONDS)) {
                    LOG.warn("event=tasks-cut-off");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void look() {
        looks(1);
        tasks.open(MOST_OPEN)
                .onSuccess(open -> open.forEach(this::begin))
                .onFailure(e -> LOG.warn("event=tasks-unknown cause={}", e.toString()))
                .onComplete(looked -> looks(-1));
    }

    private synchronized void looks(int change) {
        looking += change;
        if (looking == 0) {
            ended.clear();
        }
    }

    private synchronized void begin(Task task) {
        if (!workers.isShutdown() && !ended.contains(task.id()) && running.add(task.id())) {
            workers.execute(() -> run(task));
        }
    }

    private void run(Task task) {
        try {
            if (task.order() instanceof TransferOrdered order) {
                transfers.run(order);
            } else if (task.order() instanceof RunConcluded concluded) {
                outputs.run(concluded);
            }
            end(task);
        } catch (IOException | RuntimeException e) {
            LOG.warn("event=task-failed task={} cause={}", task.id(), e.toString(), e);
            again(task, e);
        }
    }

    private void end(Task task) throws IOException {
        Waiting.on(tasks.done(task.id()));
        forget(task);
    }

    private synchronized void forget(Task task) {
        failures.remove(task.id());
        running.remove(task.id());
        if (looking > 0) {
            ended.add(task.id());
        }
    }

    /** An outage is waited out; a transfer for which somebody waits is given up after a while. */
    private void again(Task task, Exception failure) {
        int count = count(task);
        if (count >= ATTEMPTS && task.order() instanceof TransferOrdered order) {
            try {
                transfers.fail(order, null, "given up after " + count + " attempts: " + failure.getMessage());
                end(task);
                return;
            } catch (IOException e) {
                LOG.warn("event=task-not-given-up task={} cause={}", task.id(), e.toString());
            }
        }
        if (!clock.isShutdown()) {
            releaseLater(task, Math.min(60, 1L << Math.min(count, 6)));
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it
    private void releaseLater(Task task, long seconds) {
        clock.schedule(() -> release(task), seconds, TimeUnit.SECONDS);
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
