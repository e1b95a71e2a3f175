package org.periapsis.kit.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.periapsis.events.codec.Event;
import org.periapsis.events.codec.EventCodec;

/** Consume-transform-produce: events and the offsets they come from take effect together. Used by one thread. */
public final class TransactionalPublisher implements AutoCloseable {
    private final RecordFactory records;
    private final KafkaProducer<String, byte[]> producer;
    private boolean broken;

    /**
     * Fences every earlier producer with the same transactional id.
     *
     * @throws KafkaException when the broker does not answer
     */
    public TransactionalPublisher(
            KafkaAccess access, EventCodec codec, String site, String instance, String transactionalId) {
        this.records = new RecordFactory(codec, access.prefix(), site, instance);
        this.producer = new KafkaProducer<>(access.transactionalProducer("transactions", transactionalId));
        boolean ready = false;
        try {
            producer.initTransactions();
            ready = true;
        } finally {
            if (!ready) {
                producer.close(Duration.ZERO);
            }
        }
    }

    /**
     * Publishes events and commits consumer offsets in one transaction.
     *
     * @param offsets next offsets to read; empty for none
     * @return the events' positions, in order
     * @throws ProducerFencedException when another instance has taken over: stop
     * @throws KafkaException when the transaction was aborted: nothing took effect; or when the producer is broken: close it.
     *     After a {@link org.apache.kafka.common.errors.TimeoutException} it is not known whether the transaction took effect:
     *     close it, and the next instance settles that
     * @throws RuntimeException of the codec, when an event cannot be encoded: nothing took effect
     */
    public List<Position> commit(
            List<? extends Event<?>> events, Map<TopicPartition, Long> offsets, ConsumerGroupMetadata group) {
        Map<TopicPartition, OffsetAndMetadata> next = new java.util.HashMap<>();
        offsets.forEach((partition, offset) -> next.put(partition, new OffsetAndMetadata(offset)));
        return commitAt(events, next, group);
    }

    /** As {@link #commit}, with what the group is to keep beside each offset. */
    public List<Position> commitAt(
            List<? extends Event<?>> events,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            ConsumerGroupMetadata group) {
        records.origin().begin();
        producer.beginTransaction();
        try {
            List<Future<RecordMetadata>> sent = new ArrayList<>(events.size());
            for (Event<?> event : events) {
                sent.add(begun(producer.send(records.record(event))));
            }
            if (!offsets.isEmpty()) {
                producer.sendOffsetsToTransaction(offsets, group);
            }
            producer.commitTransaction();
            return positions(sent);
        } catch (RuntimeException e) { // the codec's too: a transaction left open would hold back every reader
            records.origin().abort();
            throw abort(e);
        }
    }

    /** A topic that is not there or not open to this writer is waited for by every send: the first to fail ends them. */
    private static Future<RecordMetadata> begun(Future<RecordMetadata> sending) {
        if (sending.isDone()) {
            position(sending);
        }
        return sending;
    }

    /** @return why nothing took effect: that another instance has taken over may come to light only here */
    private RuntimeException abort(RuntimeException cause) {
        try {
            producer.abortTransaction();
        } catch (ProducerFencedException e) {
            broken = true;
            return cause instanceof ProducerFencedException ? cause : suppressing(e, cause);
        } catch (RuntimeException e) { // IllegalStateException too, after a commit without an answer
            broken = true;
            return suppressing(cause, e);
        }
        return cause;
    }

    private static RuntimeException suppressing(RuntimeException told, RuntimeException other) {
        if (told != other) {
            told.addSuppressed(other);
        }
        return told;
    }

    private static List<Position> positions(List<Future<RecordMetadata>> sent) {
        return sent.stream().map(TransactionalPublisher::position).toList();
    }

    private static Position position(Future<RecordMetadata> sent) {
        try {
            RecordMetadata metadata = sent.get();
            return new Position(metadata.topic(), metadata.partition(), metadata.offset());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException("a send failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }

    @Override
    public void close() {
        // A broken one never settles its transaction; who comes next waits for this to end.
        producer.close(broken ? Duration.ZERO : Duration.ofSeconds(10));
    }
}
