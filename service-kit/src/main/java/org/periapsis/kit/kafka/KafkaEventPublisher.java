package org.periapsis.kit.kafka;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.periapsis.events.codec.Event;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.kit.failure.Classed;
import org.periapsis.kit.failure.FailureClass;
import org.periapsis.kit.failure.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends events and completes when the broker has them ({@code acks=all}). Sending is done by one thread of its own, since a
 * Kafka send may block; what waits for it is bounded.
 */
public final class KafkaEventPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaEventPublisher.class);
    private static final int WAITING = 20_000;
    /** What producers send and topics take unless they are told otherwise. */
    private static final long MOST_BYTES = 1 << 20;
    /** What Kafka puts around a record, and around its headers. */
    private static final long AROUND = 500;

    private final Vertx vertx;
    private final RecordFactory records;
    private final KafkaProducer<String, byte[]> producer;
    private final ThreadPoolExecutor sender;
    /** Numbers were taken for records that the broker may or may not have: the next send begins a new incarnation. */
    private final AtomicBoolean fateUnknown = new AtomicBoolean();

    /**
     * @param site site of a site-scoped writer, {@code hub} otherwise
     * @param instance name of this writer at the site
     */
    public KafkaEventPublisher(Vertx vertx, KafkaAccess access, EventCodec codec, String site, String instance) {
        this.vertx = vertx;
        this.records = new RecordFactory(codec, access.prefix(), site, instance);
        this.producer = new KafkaProducer<>(access.producer("publisher"));
        this.sender = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
            Thread thread = new Thread(task, access.clientId() + "-publisher");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Publishes one event. The future fails with {@link PublishFailed} when the broker does not confirm. */
    public Future<Position> publish(Event<?> event) {
        return publish(List.of(event)).map(positions -> positions.get(0));
    }

    /**
     * Publishes events in the order given; each may land in another partition.
     *
     * @return their positions, in the same order; failed with {@link PublishFailed} when any of them is not confirmed
     */
    public Future<List<Position>> publish(List<? extends Event<?>> events) {
        Context context = vertx.getOrCreateContext();
        Promise<List<Position>> promise = Promise.promise();
        try {
            sender.execute(() -> send(events, context, promise));
        } catch (RejectedExecutionException e) {
            String reason = sender.isShutdown() ? "the publisher is closed" : WAITING + " sends wait for Kafka";
            promise.fail(new PublishFailed(reason, e));
        }
        return promise.future();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback has the result
    private void send(List<? extends Event<?>> events, Context context, Promise<List<Position>> promise) {
        try {
            if (fateUnknown.getAndSet(false)) {
                records.origin().renew();
            }
            List<ProducerRecord<String, byte[]>> all = new ArrayList<>(events.size());
            for (Event<?> event : events) {
                all.add(sized(records.record(event)));
            }
            Confirmations confirmations = new Confirmations(events.size(), context, promise);
            for (int i = 0; i < events.size(); i++) {
                int index = i;
                producer.send(all.get(i), (metadata, failure) -> {
                    if (failure == null) {
                        confirmations.confirmed(
                                index, new Position(metadata.topic(), metadata.partition(), metadata.offset()));
                    } else {
                        fateUnknown.set(true);
                        confirmations.failed(failure);
                    }
                });
            }
        } catch (RuntimeException e) {
            fateUnknown.set(true);
            LOG.warn("event=publish-failed cause={}", e.toString());
            context.runOnContext(ignored -> promise.tryFail(new PublishFailed("Kafka did not take the event", e)));
        }
    }

    /** Before any of them is sent: those that come with one too large are not to be on the log and be told to have failed. */
    private static ProducerRecord<String, byte[]> sized(ProducerRecord<String, byte[]> record) {
        long bytes = AROUND + record.key().length() + record.value().length;
        for (Header header : record.headers()) {
            bytes += header.key().length() + header.value().length;
        }
        if (bytes > MOST_BYTES) {
            throw new RecordTooLargeException("an event about " + record.key() + " has " + bytes + " bytes; "
                    + MOST_BYTES + " is the most that " + record.topic() + " takes");
        }
        return record;
    }

    /** Sends what waits, then closes. */
    public Future<Void> close() {
        return vertx.executeBlocking(
                () -> {
                    sender.shutdown();
                    if (!sender.awaitTermination(10, TimeUnit.SECONDS)) {
                        LOG.warn(
                                "event=publisher-close dropped={}",
                                sender.getQueue().size());
                    }
                    producer.close(Duration.ofSeconds(10));
                    return null;
                },
                false);
    }

    /** The broker did not confirm: the caller may try again; a derived event id makes that harmless. */
    public static final class PublishFailed extends RuntimeException implements Classed {
        public PublishFailed(String message, Throwable cause) {
            super(message, cause);
        }

        @Override
        public FailureClass failureClass() {
            // A queue that is full is of the same kind as a broker that is away.
            return getCause() instanceof RejectedExecutionException ? FailureClass.OUTAGE : Failures.of(getCause());
        }
    }
}
