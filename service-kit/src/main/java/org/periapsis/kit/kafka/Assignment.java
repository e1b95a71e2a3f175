package org.periapsis.kit.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.periapsis.kit.failure.Breaker;
import org.periapsis.kit.failure.FailureClass;
import org.periapsis.kit.failure.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which partitions a reader has, and where it stands in each and in the facts about it. Used by the reader's thread. */
final class Assignment implements ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(Assignment.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final ReaderParts parts;
    private final KafkaConsumer<String, byte[]> consumer;
    private final DeadLetterLog facts;
    private final Lag lag;
    private final Breaker breaker;
    private final BooleanSupplier stopping;
    private final Map<TopicPartition, Long> cursors = new HashMap<>();

    private int changes;
    private boolean joined;

    Assignment(
            ReaderParts parts,
            KafkaConsumer<String, byte[]> consumer,
            DeadLetterLog facts,
            Lag lag,
            Breaker breaker,
            BooleanSupplier stopping) {
        this.parts = parts;
        this.consumer = consumer;
        this.facts = facts;
        this.lag = lag;
        this.breaker = breaker;
        this.stopping = stopping;
    }

    /** How often partitions came or went. */
    int changes() {
        return changes;
    }

    /** Whether it is a member of the group. */
    boolean joined() {
        return joined;
    }

    /** @return next offset to read of a partition, or next fact to apply about one ({@link DeadLetterLog#cursor}) */
    long cursor(TopicPartition partition) {
        return cursors.getOrDefault(partition, 0L);
    }

    void moved(Map<TopicPartition, Batch.Move> moves) {
        moves.forEach((partition, move) -> cursors.put(partition, move.next()));
    }

    /** Asks the store again where the reader stands, and reads on from there. */
    void again() {
        lag.again(consumer.assignment());
        seek(consumer.assignment());
    }

    /** Reads again what was not handled. */
    void rewind() {
        consumer.resume(consumer.assignment());
        for (TopicPartition partition : consumer.assignment()) {
            consumer.seek(partition, cursor(partition));
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        changes += partitions.size();
        joined = true;
        seek(partitions);
        remember(partitions);
    }

    /** What failed right before is not forgotten with a restart: a version that fails as the last one did sets nothing more aside. */
    private void remember(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            long at = cursor(partition);
            facts.book(partition.topic())
                    .faults(partition.partition(), Math.max(0, at - Breaker.WINDOW), at)
                    .forEach(entry -> breaker.fault(
                            SegmentWork.entity(entry.place(), entry.key().orElse(null))));
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        changes += partitions.size();
        lag.revoked(partitions);
        for (TopicPartition partition : partitions) {
            cursors.remove(partition);
            cursors.remove(facts.cursor(partition));
        }
    }

    private void seek(Collection<TopicPartition> partitions) {
        Set<TopicPartition> wanted = Set.copyOf(partitions);
        if (parts.putsAside()) {
            retry(() -> loadFacts(wanted));
        }
        Map<TopicPartition, Long> known = retry(() -> load(wanted));
        Map<TopicPartition, Long> first = retry(() -> consumer.beginningOffsets(wanted));
        for (TopicPartition partition : wanted) {
            long at = Math.max(known.getOrDefault(partition, 0L), first.getOrDefault(partition, 0L));
            consumer.seek(partition, at);
            cursors.put(partition, parts.store().isPresent() ? known.getOrDefault(partition, 0L) : at);
            TopicPartition fact = facts.cursor(partition);
            cursors.put(
                    fact,
                    parts.store().isPresent()
                            ? known.getOrDefault(fact, 0L)
                            : facts.book(partition.topic()).cursor(partition.partition(), at));
        }
    }

    /** A fault of ours among the facts must not be passed over: nothing may be read without them. */
    private Void loadFacts(Set<TopicPartition> partitions) {
        try {
            facts.load(partitions.stream().map(TopicPartition::topic).toList());
            return null;
        } catch (RuntimeException e) {
            throw Failures.of(e) == FailureClass.OUTAGE ? e : new FactsUnread(e);
        }
    }

    private Map<TopicPartition, Long> load(Set<TopicPartition> partitions) throws Exception {
        if (parts.store().isPresent()) {
            Set<TopicPartition> all = new HashSet<>(partitions);
            if (parts.putsAside()) {
                partitions.forEach(partition -> all.add(facts.cursor(partition)));
            }
            return parts.store().get().load(all);
        }
        Map<TopicPartition, Long> offsets = new HashMap<>();
        consumer.committed(partitions).forEach((partition, committed) -> {
            if (committed != null) {
                offsets.put(partition, committed.offset());
            }
        });
        return offsets;
    }

    /** Ends the reader, and so the process. */
    private static final class FactsUnread extends IllegalStateException {
        private static final long serialVersionUID = 1;

        FactsUnread(Throwable cause) {
            super("the facts about what is set aside cannot be taken: " + cause, cause);
        }
    }

    /** In the group's own call there is nothing to poll: it waits where it is. */
    private <T> T retry(Callable<T> call) {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                return call.call();
            } catch (FactsUnread e) {
                throw e;
            } catch (Exception e) {
                if (stopping.getAsBoolean()) {
                    throw new WakeupException();
                }
                boolean outage = Failures.of(e) == FailureClass.OUTAGE;
                LOG.warn(
                        "event=offsets-unavailable consumer={} outage={} cause={}",
                        parts.spec().name(),
                        outage,
                        e.toString());
                parts.health().waiting("for its offsets: " + Failures.text(e));
                LockSupport.parkNanos(pause.toNanos());
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
        }
    }
}
