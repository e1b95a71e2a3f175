package org.periapsis.scheduler.adapter.kafka;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.codec.SchemaIds.IncompatibleSchema;
import org.periapsis.events.codec.SchemaIds.RegistryUnavailable;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.observe.Observer;
import org.periapsis.scheduler.domain.Memory;
import org.periapsis.scheduler.domain.Readings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scheduler's one thread: term after term, until it is told to stop. What it must not skip, and a fault of the code, keep it
 * from deciding; it goes on trying, so that its end always is a fault that nobody foresaw.
 */
public final class SchedulerLoop implements Readings {
    private static final Logger LOG = LoggerFactory.getLogger(SchedulerLoop.class);
    private static final long FIRST_PAUSE_MS = 200;
    private static final long LONGEST_PAUSE_MS = 5_000;
    /** Between tries after a fault of the code. */
    private static final long STOPPED_S = 60;

    private final Desk desk;
    private final KafkaParts parts;
    private final Clock clock;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread;

    /** @param empty makes the memory that each term begins with */
    public SchedulerLoop(KafkaAccess access, EventCodec codec, Supplier<Memory> empty, Clock clock, Observer observer) {
        this.desk = new Desk(empty, observer);
        this.parts = new KafkaParts(access, codec);
        this.clock = clock;
        this.thread = new Thread(this::run, access.clientId() + "-loop");
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Completes when the thread has ended; exceptionally when it ended by itself. */
    public CompletableFuture<Void> ended() {
        return ended.copy();
    }

    /** Lets the step in hand finish, then gives up the lease. */
    public CompletableFuture<Void> stop(Duration deadline) {
        stopping.countDown();
        if (!thread.isAlive()) {
            ended.complete(null);
        }
        return ended.copy()
                .handle((done, failure) -> (Void) null)
                .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public <T> T read(Function<Memory, T> question) {
        return desk.read(question);
    }

    private void run() {
        long pause = FIRST_PAUSE_MS;
        try {
            while (stopping.getCount() > 0) {
                desk.begins();
                long began = System.nanoTime();
                try (Term term = new Term(desk, parts, clock)) {
                    while (stopping.getCount() > 0) {
                        term.step();
                    }
                } catch (ProducerFencedException | InvalidProducerEpochException | Term.LeaseLost e) {
                    LOG.warn("event=fenced cause={}", e.toString());
                    desk.fails("another scheduler leads");
                } catch (FencedInstanceIdException e) {
                    // Live and not ready, for good: taking the name back would end the other, and so on.
                    LOG.error("event=scheduler-stopped cause={}", e.toString(), e);
                    desk.fails("stopped: " + KafkaAccess.fenced(e));
                    ended.completeExceptionally(e);
                    return;
                } catch (Term.ReadAgain e) {
                    LOG.info("event=read-again");
                } catch (Term.CodeFault | LogReader.UnknownType e) {
                    // Live and not ready: starting again would end here again. A standby of another version may lead
                    // meanwhile.
                    LOG.error("event=planner-stopped cause={}", e.toString(), e);
                    desk.fails("planner stopped, tried again each minute: " + e.getMessage());
                    if (stopping.await(STOPPED_S, TimeUnit.SECONDS)) {
                        break;
                    }
                } catch (KafkaException | RegistryUnavailable | IncompatibleSchema e) {
                    LOG.warn("event=term-ended cause={}", e.toString(), e);
                    desk.fails("Kafka or the registry does not answer: " + e.getMessage());
                }
                boolean lasted = System.nanoTime() - began > TimeUnit.MINUTES.toNanos(1);
                pause = lasted ? FIRST_PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS);
                if (stopping.await(pause, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
            ended.complete(null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ended.completeExceptionally(e);
        } catch (Throwable e) { // an Error too: nobody would hear of it
            LOG.error("event=scheduler-stopped cause={}", e.toString(), e);
            desk.dies(e);
            ended.completeExceptionally(e);
        }
    }
}
