package org.periapsis.kit.kafka;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.WakeupException;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.kit.failure.Breaker;
import org.periapsis.kit.failure.FailureClass;
import org.periapsis.kit.failure.Failures;
import org.periapsis.kit.observe.Observer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that reads a group's share of some topics and hands it on in batches. An outage pauses it, keeping its place in
 * the group; what fails for another reason follows the declared policy; offsets follow effects. When the thread ends by itself
 * the service is not live any more; when it stops as declared it is not ready.
 */
public final class EventConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(EventConsumer.class);
    private static final long FIRST_PAUSE_MS = 200;
    private static final long LONGEST_PAUSE_MS = 5_000;

    private final ReaderParts parts;
    private final Thread thread;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Breaker breaker = new Breaker();

    /** @param store where the reader's offsets are; empty for the consumer group */
    public EventConsumer(
            ConsumerSpec spec,
            KafkaAccess access,
            EventCodec codec,
            BatchHandler handler,
            Optional<OffsetStore> store,
            Observer observer) {
        this.parts = new ReaderParts(spec, access, codec, handler, store, observer);
        this.thread = new Thread(this::run, access.clientId() + "-" + spec.name());
        this.thread.setDaemon(true);
        parts.health(); // from the first moment on it is a part that is not up
    }

    public void start() {
        thread.start();
    }

    /** Completes when the thread has ended; exceptionally when it ended by itself: as declared, or by a fault of the program. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /** Lets the batch in hand finish, then leaves the group. Completes within the deadline or fails. */
    public CompletableFuture<Void> stop(Duration deadline) {
        stopping.countDown();
        if (!thread.isAlive()) {
            ended.complete(null);
        }
        return ended.copy()
                .handle((done, failure) -> (Void) null)
                .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void run() {
        String name = parts.spec().name();
        try {
            lives();
        } catch (WakeupException e) {
            LOG.debug("event=consumer-woken consumer={}", name);
        } catch (Stopped | FencedInstanceIdException e) {
            LOG.error("event=consumer-stopped consumer={} cause={}", name, e.toString(), e);
            parts.health().stopped(e instanceof FencedInstanceIdException ? KafkaAccess.fenced(e) : e.getMessage());
            ended.completeExceptionally(e);
        } catch (Throwable e) { // an Error too: nobody would hear of it
            LOG.error("event=consumer-died consumer={} cause={}", name, e.toString(), e);
            parts.health().stopped(e.toString());
            parts.observer().died(thread.getName(), e.toString());
            ended.completeExceptionally(e);
        }
        ended.complete(null);
    }

    /** One life of its clients after another, as outages end them. */
    private void lives() throws Exception {
        long pause = FIRST_PAUSE_MS;
        while (!isStopping()) {
            long began = System.nanoTime();
            try (Reading reading = new Reading(parts, breaker, this::isStopping)) {
                reading.run();
            } catch (WakeupException | FencedInstanceIdException e) {
                throw e;
            } catch (Exception e) {
                if (Failures.of(e) != FailureClass.OUTAGE) {
                    throw e;
                }
                LOG.warn(
                        "event=consumer-reopens consumer={} cause={}",
                        parts.spec().name(),
                        e.toString(),
                        e);
                parts.health().waiting(Failures.text(e));
                boolean lasted = System.nanoTime() - began > TimeUnit.MINUTES.toNanos(1);
                pause = lasted ? FIRST_PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS);
                if (stopping.await(pause, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        }
    }

    /** @return a supplier of this consumer's stop, for ordered shutdown */
    public Supplier<CompletableFuture<Void>> stopper() {
        return () -> stop(Duration.ofSeconds(10));
    }
}
