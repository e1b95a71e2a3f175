package org.periapsis.kit.kafka;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.periapsis.events.codec.Decoded;
import org.periapsis.kit.failure.Breaker;
import org.periapsis.kit.failure.FailureClass;
import org.periapsis.kit.failure.Failures;
import org.periapsis.kit.failure.Place;
import org.periapsis.kit.failure.SetAside;
import org.periapsis.kit.kafka.BatchHandler.PoisonEvent;
import org.periapsis.kit.kafka.Segment.Item;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands segments to the handler, one try at a time. What fails is cut in halves until the record is found that fails; that one is
 * put aside, and after a fault of ours also what comes after it of its key. Used by the reader's thread.
 */
final class SegmentWork {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentWork.class);

    private final ReaderParts parts;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Assignment assignment;
    private final DeadLetterLog facts;
    private final DeadLetters letters;
    private final Breaker breaker;
    /** Refused in this life without a fact, so that each is told of once. */
    private final Set<Place> passed = new HashSet<>();

    SegmentWork(
            ReaderParts parts,
            KafkaConsumer<String, byte[]> consumer,
            Assignment assignment,
            DeadLetterLog facts,
            DeadLetters letters,
            Breaker breaker) {
        this.parts = parts;
        this.consumer = consumer;
        this.assignment = assignment;
        this.facts = facts;
        this.letters = letters;
        this.breaker = breaker;
    }

    private record Ready(int index, Item item, Consumed consumed) {}

    /**
     * Tries to handle a segment.
     *
     * @return what is still to be done of it, in order; empty when it was handled
     * @throws StaleCursor when another reader was faster
     * @throws Stopped when the policy, or the breaker, says so
     * @throws Exception in an outage: the same is to be tried again
     */
    List<Segment> attempt(Segment segment) throws Exception {
        List<Ready> ready = ready(segment);
        List<Consumed> events = ready.stream().map(Ready::consumed).toList();
        Batch batch = new Batch(events, segment.moves(), consumer.groupMetadata(), segment.release());
        try {
            parts.handler().handle(batch);
        } catch (InterruptedException | WakeupException | StaleCursor e) {
            throw e;
        } catch (PoisonEvent e) {
            putAside(named(ready, e), segment, FailureClass.POISON, e);
            return List.of(segment);
        } catch (Throwable e) { // an Error too: the record may have driven our code into it
            return blame(segment, ready, e);
        }
        if (parts.store().isEmpty()) {
            commit(batch);
        }
        assignment.moved(batch.moves());
        passed.removeIf(place -> place.offset() < assignment.cursor(place.topicPartition()));
        breaker.fine(events.size());
        parts.observer().handled(parts.spec().name(), events.size());
        return List.of();
    }

    private static Item named(List<Ready> ready, PoisonEvent poison) {
        return ready.stream()
                .filter(r -> r.consumed().position().equals(poison.consumed().position()))
                .findFirst()
                .orElseThrow(() -> new Stopped("the handler condemns what it was not given: "
                        + poison.consumed().position()))
                .item();
    }

    /** @return what is to be tried next: halves, or the same without the one that is to blame */
    private List<Segment> blame(Segment segment, List<Ready> ready, Throwable failure) throws Exception {
        if (failure instanceof Error error && Failures.fatal(failure)) {
            throw error;
        }
        FailureClass kind = Failures.of(failure);
        if (kind == FailureClass.OUTAGE && failure instanceof Exception outage) {
            throw outage;
        }
        if (kind == FailureClass.OUTAGE || ready.isEmpty()) {
            throw new ReaderParts.Unblamed(failure);
        }
        if (ready.size() > 1) {
            return segment.cut(ready.get(ready.size() / 2).index());
        }
        Item item = ready.get(0).item();
        requireUnapplied(item, segment);
        putAside(item, segment, kind, failure);
        return List.of(segment);
    }

    /** What failed may have done so behind its commit: then nothing is to be put aside. */
    private void requireUnapplied(Item item, Segment segment) throws Exception {
        if (parts.store().isPresent()) {
            TopicPartition cursor = item.cursor();
            long expected = segment.moves().get(cursor).expected();
            long stands = parts.store().get().load(Set.of(cursor)).getOrDefault(cursor, 0L);
            if (stands > expected) {
                throw new StaleCursor(item.place() + " was applied, and failed afterwards");
            }
        }
    }

    /** @param key null for a record without a key, which is nobody's but its own */
    static String entity(Place place, String key) {
        return key == null ? place.toString() : place.topic() + "/" + key;
    }

    private void putAside(Item item, Segment segment, FailureClass kind, Throwable failure) throws Exception {
        if (parts.spec().policy() == FailurePolicy.STOP) {
            throw new Stopped("at " + item.place() + ": " + Failures.text(failure), failure);
        }
        if (kind == FailureClass.FAULT
                && breaker.fault(entity(item.place(), item.record().key()))) {
            throw new Stopped(
                    "our code fails on most records, at last on " + item.place() + ": " + Failures.detail(failure)
                            + ". Nothing more is set aside; start a version that can read them, then release what was",
                    failure);
        }
        LOG.warn(
                "event=record-failed consumer={} class={} place={}",
                parts.spec().name(),
                kind,
                item.place(),
                failure);
        // Bytes and data that nobody takes need no place in our code.
        String reason = kind == FailureClass.FAULT ? Failures.detail(failure) : Failures.text(failure);
        refuse(
                item,
                segment,
                new Reason(kind, reason, Optional.empty()),
                parts.spec().policy());
    }

    private record Reason(FailureClass kind, String text, Optional<Long> behind) {}

    /** What of a segment can be handled; the rest is put aside, as it was before, or for what it is. */
    private List<Ready> ready(Segment segment) {
        List<Ready> ready = new ArrayList<>(segment.items().size());
        for (int i = 0; i < segment.items().size(); i++) {
            Item item = segment.items().get(i);
            if (wanted(item) && !waits(item, segment)) {
                int index = i;
                decode(item, segment).ifPresent(consumed -> ready.add(new Ready(index, item, consumed)));
            }
        }
        return ready;
    }

    /** A record with a fact is passed where it stands; one that is released is taken where that says, and not otherwise. */
    private boolean wanted(Item item) {
        SetAside book = facts.book(item.place().topic());
        if (passed.contains(item.place()) || book.isEmpty()) {
            return !passed.contains(item.place());
        }
        Optional<SetAside.Entry> entry =
                book.at(item.place().partition(), item.place().offset());
        boolean released = entry.filter(e -> e.state() == SetAside.State.RELEASED && e.last() == item.at())
                .isPresent();
        return item.cursor().equals(item.place().topicPartition()) ? entry.isEmpty() : released;
    }

    private boolean waits(Item item, Segment segment) {
        Optional<SetAside.Entry> earlier = facts.book(item.place().topic())
                .before(
                        item.place().partition(),
                        item.record().key(),
                        item.place().offset());
        earlier.ifPresent(entry -> refuse(
                item,
                segment,
                new Reason(
                        FailureClass.FAULT,
                        "waits for " + entry.place() + ": " + entry.fact().reason(),
                        Optional.of(entry.place().offset())),
                FailurePolicy.DEAD_LETTER));
        return earlier.isPresent();
    }

    private Optional<Consumed> decode(Item item, Segment segment) {
        ConsumerRecord<String, byte[]> record = item.record();
        Decoded decoded = parts.codec().decode(record.value(), record.headers());
        if (decoded instanceof Decoded.Known known) {
            return Optional.of(new Consumed(
                    item.place().topicPartition(),
                    item.place().offset(),
                    Instant.ofEpochMilli(record.timestamp()),
                    record.value().length,
                    known.event()));
        }
        if (decoded instanceof Decoded.Unknown unknown) {
            String reason = "this version does not know the type " + unknown.type();
            refuse(item, segment, poison(reason), parts.spec().unknown());
        } else if (decoded instanceof Decoded.Bad bad) {
            refuse(item, segment, poison(bad.reason()), parts.spec().policy());
        }
        return Optional.empty();
    }

    private static Reason poison(String text) {
        return new Reason(FailureClass.POISON, text, Optional.empty());
    }

    private void refuse(Item item, Segment segment, Reason reason, FailurePolicy policy) {
        LOG.warn(
                "event=record-refused consumer={} place={} policy={} reason={}",
                parts.spec().name(),
                item.place(),
                policy,
                reason.text());
        switch (policy) {
            case DEAD_LETTER -> {
                facts.wrote(letters.setAside(
                        item.record(),
                        item.place(),
                        new DeadLetters.Cause(reason.kind(), reason.text(), reason.behind(), effect(item, segment))));
                parts.observer().setAside(parts.spec().name(), reason.kind());
                parts.health().setAside(facts.open());
            }
            case SKIP -> passed.add(item.place());
            case STOP -> throw new Stopped("at " + item.place() + ": " + reason.text());
        }
        parts.observer().refused(parts.spec().name(), policy);
    }

    /** Where the reader stands in the record's partition. */
    private long effect(Item item, Segment segment) {
        return segment.release().isPresent()
                ? assignment.cursor(item.place().topicPartition())
                : item.place().offset();
    }

    /** The group keeps offsets of what it reads; where it stands in the facts follows from these. */
    private void commit(Batch batch) {
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        batch.moves().forEach((partition, move) -> {
            if (!batch.release().equals(Optional.of(partition))) {
                next.put(partition, new OffsetAndMetadata(move.next()));
            }
        });
        consumer.commitSync(next);
    }
}
