package org.periapsis.kit.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.periapsis.events.codec.Decoded;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.kit.kafka.BatchHandler.PoisonEvent;
import org.periapsis.kit.observe.Observer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that reads a group's share of some topics and hands it on in batches. An outage pauses it, keeping its place in
 * the group; what can never be handled follows the declared policy; offsets follow effects.
 */
public final class EventConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(EventConsumer.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final long FIRST_PAUSE_MS = 100;
    private static final long LONGEST_PAUSE_MS = 5_000;

    private final ConsumerSpec spec;
    private final KafkaAccess access;
    private final EventCodec codec;
    private final BatchHandler handler;
    private final Optional<OffsetStore> store;
    private final Observer observer;
    private final Thread thread;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Map<TopicPartition, Long> cursors = new HashMap<>();
    private final Set<Place> condemned = new HashSet<>();

    private volatile boolean stopping;
    private KafkaConsumer<String, byte[]> consumer;
    private DeadLetters deadLetters;

    /** How often partitions came or went; only this consumer's thread counts. */
    private int changes;

    private boolean joined;

    private record Place(TopicPartition partition, long offset) {}

    /** The declared end: no outage, and not tried again. */
    private static final class Stopped extends IllegalStateException {
        private static final long serialVersionUID = 1;

        Stopped(String message) {
            super(message);
        }
    }

    /** @param store where the reader's offsets are; empty for the consumer group */
    public EventConsumer(
            ConsumerSpec spec,
            KafkaAccess access,
            EventCodec codec,
            BatchHandler handler,
            Optional<OffsetStore> store,
            Observer observer) {
        this.spec = spec;
        this.access = access;
        this.codec = codec;
        this.handler = handler;
        this.store = store;
        this.observer = observer;
        this.thread = new Thread(this::run, access.clientId() + "-" + spec.name());
        this.thread.setDaemon(true);
    }

    public void start() {
        observer.consumer(spec.name(), false, "starting");
        thread.start();
    }

    /** Completes when the thread has ended; exceptionally when it ended by itself, under STOP or by a fault of the program. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /** Lets the batch in hand finish, then leaves the group. Completes within the deadline or fails. */
    public CompletableFuture<Void> stop(Duration deadline) {
        stopping = true;
        if (!thread.isAlive()) {
            ended.complete(null);
        }
        return ended.copy()
                .handle((done, failure) -> (Void) null)
                .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void run() {
        try {
            read();
        } catch (WakeupException e) {
            LOG.debug("event=consumer-woken consumer={}", spec.name());
        } catch (Throwable e) { // an Error too: nobody would hear of it
            LOG.error("event=consumer-stopped consumer={} cause={}", spec.name(), e.toString(), e);
            observer.consumer(spec.name(), false, "stopped: " + e.getMessage());
            ended.completeExceptionally(e);
        }
        ended.complete(null);
    }

    /** Reads until it is told to stop; the clients are closed when it returns or throws. */
    private void read() throws Exception {
        Map<String, Object> properties = access.member(spec.name(), spec.group());
        properties.put("max.poll.records", spec.maxRecords());
        try (KafkaConsumer<String, byte[]> opened = new KafkaConsumer<>(properties);
                DeadLetters letters = new DeadLetters(access, spec)) {
            consumer = opened;
            deadLetters = letters;
            opened.subscribe(spec.pattern(access.prefix()), new Assignments());
            while (!stopping) {
                if (store.isPresent() && store.get().startsOver()) {
                    new Assignments().onPartitionsAssigned(opened.assignment());
                }
                ConsumerRecords<String, byte[]> records = opened.poll(POLL);
                tell(opened);
                if (!records.isEmpty()) {
                    work(records);
                }
            }
        }
    }

    /** A member for whom no partition is left is well: it stands by. One whose topics are not there is not. */
    private void tell(KafkaConsumer<String, byte[]> opened) {
        if (!opened.assignment().isEmpty()) {
            observer.consumer(spec.name(), true, "reading");
        } else if (joined && !opened.subscription().isEmpty()) {
            observer.consumer(spec.name(), true, "stands by: others read all partitions");
        }
    }

    /** Handles one poll's records; repeats while there is an outage, and leaves when the partitions were taken away. */
    private void work(ConsumerRecords<String, byte[]> records) throws Exception {
        int began = changes;
        long pause = FIRST_PAUSE_MS;
        while (!stopping) {
            try {
                if (handled(records)) {
                    return;
                }
            } catch (InterruptedException | WakeupException | Stopped e) {
                throw e;
            } catch (StaleCursor e) {
                LOG.warn("event=cursor-stale consumer={} cause={}", spec.name(), e.toString());
                new Assignments().onPartitionsAssigned(consumer.assignment());
                return;
            } catch (Exception e) {
                LOG.warn("event=consumer-paused consumer={} pause_ms={} cause={}", spec.name(), pause, e.toString());
                LOG.debug("event=consumer-paused consumer={}", spec.name(), e);
                observer.consumer(spec.name(), false, "waiting: " + e.getMessage());
                if (!waitInGroup(pause, began)) {
                    rewind();
                    return;
                }
                pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
            }
        }
    }

    /** False when an event turned out to be poison: the rest comes again. */
    private boolean handled(ConsumerRecords<String, byte[]> records) throws Exception {
        Batch batch = decode(records);
        try {
            handler.handle(batch);
        } catch (PoisonEvent e) {
            condemn(e, records);
            return false;
        }
        if (store.isEmpty()) {
            commit(batch);
        }
        batch.moves().forEach((partition, move) -> cursors.put(partition, move.next()));
        forget(batch);
        observer.handled(spec.name(), batch.events().size());
        return true;
    }

    private Batch decode(ConsumerRecords<String, byte[]> records) {
        List<Consumed> events = new ArrayList<>(records.count());
        Map<TopicPartition, Batch.Move> moves = new HashMap<>();
        for (TopicPartition partition : records.partitions()) {
            for (ConsumerRecord<String, byte[]> record : records.records(partition)) {
                Decoded decoded = condemned.contains(new Place(partition, record.offset()))
                        ? null
                        : codec.decode(record.value(), record.headers());
                if (decoded instanceof Decoded.Known known) {
                    int size = record.value().length;
                    java.time.Instant written = java.time.Instant.ofEpochMilli(record.timestamp());
                    events.add(new Consumed(partition, record.offset(), written, size, known.event()));
                } else if (decoded instanceof Decoded.Unknown unknown) {
                    refuse(spec.unknown(), record, "this version does not know the type " + unknown.type());
                } else if (decoded instanceof Decoded.Bad bad) {
                    refuse(spec.policy(), record, bad.reason());
                }
            }
            long next = Math.max(
                    consumer.position(partition),
                    records.records(partition)
                                    .get(records.records(partition).size() - 1)
                                    .offset()
                            + 1);
            moves.put(partition, new Batch.Move(cursors.getOrDefault(partition, 0L), next));
        }
        return new Batch(events, moves, consumer.groupMetadata());
    }

    private void refuse(FailurePolicy policy, ConsumerRecord<String, byte[]> record, String reason) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        LOG.warn(
                "event=record-refused consumer={} topic={} partition={} offset={} policy={} reason={}",
                spec.name(),
                record.topic(),
                record.partition(),
                record.offset(),
                policy,
                reason);
        switch (policy) {
            case DEAD_LETTER -> deadLetters.send(record, reason);
            case SKIP -> {}
            case STOP -> throw new Stopped("stops at " + partition + " offset " + record.offset() + ": " + reason);
        }
        observer.refused(spec.name(), policy);
        condemned.add(new Place(partition, record.offset()));
    }

    private void condemn(PoisonEvent poison, ConsumerRecords<String, byte[]> records) {
        Consumed consumed = poison.consumed();
        LOG.warn("event=poison consumer={} position={}", spec.name(), consumed.position(), poison);
        ConsumerRecord<String, byte[]> record = records.records(consumed.partition()).stream()
                .filter(r -> r.offset() == consumed.offset())
                .findFirst()
                .orElseThrow(() -> new Stopped("the handler condemns what it was not given: " + consumed.position()));
        refuse(spec.policy(), record, poison.getMessage());
    }

    private void commit(Batch batch) {
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        batch.moves().forEach((partition, move) -> next.put(partition, new OffsetAndMetadata(move.next())));
        consumer.commitSync(next);
    }

    private void forget(Batch batch) {
        condemned.removeIf(place -> batch.moves().containsKey(place.partition())
                && place.offset() < batch.moves().get(place.partition()).next());
    }

    /**
     * Polls paused partitions, to stay in the group. False when the assignment has changed since, even when it is the same
     * again: what comes back is not paused, so that polls went on with it, and its reader may stand elsewhere.
     */
    private boolean waitInGroup(long millis, int began) {
        consumer.pause(consumer.assignment());
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!stopping && System.nanoTime() < end) {
            consumer.poll(Duration.ofMillis(Math.min(millis, 100)));
            if (changes != began) {
                return false;
            }
        }
        consumer.resume(consumer.assignment());
        return true;
    }

    private void rewind() {
        consumer.resume(consumer.assignment());
        for (TopicPartition partition : consumer.assignment()) {
            consumer.seek(partition, cursors.getOrDefault(partition, 0L));
        }
    }

    /** Seeks what is assigned to where its reader stood. */
    private final class Assignments implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            Set<TopicPartition> wanted = Set.copyOf(partitions);
            changes += wanted.size();
            joined = true;
            Map<TopicPartition, Long> known = retry(() -> load(wanted));
            Map<TopicPartition, Long> first = retry(() -> consumer.beginningOffsets(wanted));
            for (TopicPartition partition : wanted) {
                long at = Math.max(known.getOrDefault(partition, 0L), first.getOrDefault(partition, 0L));
                consumer.seek(partition, at);
                cursors.put(partition, store.isPresent() ? known.getOrDefault(partition, 0L) : at);
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            changes += partitions.size();
            partitions.forEach(cursors::remove);
        }

        private Map<TopicPartition, Long> load(Set<TopicPartition> partitions) throws Exception {
            if (store.isPresent()) {
                return store.get().load(partitions);
            }
            Map<TopicPartition, Long> offsets = new HashMap<>();
            consumer.committed(partitions).forEach((partition, committed) -> {
                if (committed != null) {
                    offsets.put(partition, committed.offset());
                }
            });
            return offsets;
        }

        private <T> T retry(java.util.concurrent.Callable<T> call) {
            long pause = FIRST_PAUSE_MS;
            while (true) {
                try {
                    return call.call();
                } catch (Exception e) {
                    if (stopping) {
                        throw new WakeupException();
                    }
                    LOG.warn("event=offsets-unavailable consumer={} cause={}", spec.name(), e.toString());
                    observer.consumer(spec.name(), false, "waiting for its offsets: " + e.getMessage());
                    java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause));
                    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
                }
            }
        }
    }

    /** @return a supplier of this consumer's stop, for ordered shutdown */
    public Supplier<CompletableFuture<Void>> stopper() {
        return () -> stop(Duration.ofSeconds(10));
    }
}
