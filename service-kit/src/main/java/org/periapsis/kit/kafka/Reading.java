package org.periapsis.kit.kafka;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.periapsis.kit.failure.Breaker;
import org.periapsis.kit.failure.FailureClass;
import org.periapsis.kit.failure.Failures;
import org.periapsis.kit.failure.SetAside;
import org.periapsis.kit.kafka.Segment.Item;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One life of a reader's clients: reads until it is told to stop, or throws. Used by the reader's thread. */
final class Reading implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reading.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration ENDS_PATIENCE = Duration.ofSeconds(2);
    private static final long ENDS_EVERY_NS = Duration.ofMillis(500).toNanos();
    private static final long FIRST_PAUSE_MS = 100;
    private static final long LONGEST_PAUSE_MS = 5_000;

    private final ReaderParts parts;
    private final BooleanSupplier stopping;
    private final KafkaConsumer<String, byte[]> consumer;
    private final DeadLetterLog facts;
    private final DeadLetters letters;
    private final Lag lag = new Lag();
    private final Assignment assignment;
    private final Haul haul;
    private final SegmentWork work;
    private long endsAsked = System.nanoTime() - ENDS_EVERY_NS;
    private int released = -1;
    private boolean told;

    Reading(ReaderParts parts, Breaker breaker, BooleanSupplier stopping) {
        this.parts = parts;
        this.stopping = stopping;
        Map<String, Object> properties =
                parts.access().member(parts.spec().name(), parts.spec().group());
        Haul.limit(properties, parts.spec().maxRecords());
        this.consumer = new KafkaConsumer<>(properties);
        this.facts = new DeadLetterLog(parts.access(), parts.spec());
        this.letters = new DeadLetters(parts.access(), parts.spec());
        this.assignment = new Assignment(parts, consumer, facts, lag, breaker, stopping);
        this.haul = new Haul(consumer, parts.spec().maxRecords(), assignment::changes);
        this.work = new SegmentWork(parts, consumer, assignment, facts, letters, breaker);
    }

    void run() throws Exception {
        consumer.subscribe(parts.spec().pattern(parts.access().prefix()), assignment);
        while (!stopping.getAsBoolean()) {
            if (parts.store().filter(OffsetStore::startsOver).isPresent()) {
                again();
            }
            Optional<ConsumerRecords<String, byte[]>> records = haul.next(POLL);
            if (records.isEmpty()) {
                assignment.rewind();
                continue;
            }
            boolean all = records.get().isEmpty() || handled(records.get());
            if (all && !consumer.assignment().isEmpty()) {
                follow();
            }
            tell();
        }
    }

    /** Takes up what was released since, or for what was assigned since. */
    private void follow() throws Exception {
        if (!parts.putsAside()) {
            return;
        }
        int began = assignment.changes();
        if (patiently(began, () -> {
                            facts.follow();
                            return true;
                        })
                        .isPresent()
                && (facts.changed() || released != began)
                && release(began)) {
            released = began;
        }
        parts.health().setAside(facts.open());
    }

    /** A member for whom no partition is left is well: it stands by. One whose topics are not there is not. */
    private void tell() {
        if (consumer.assignment().isEmpty()) {
            if (assignment.joined() && !consumer.subscription().isEmpty()) {
                parts.health().standsBy();
                parts.store().ifPresent(OffsetStore::caughtUp);
            }
            return;
        }
        long now = System.nanoTime();
        if (now - endsAsked >= ENDS_EVERY_NS) {
            endsAsked = now;
            told = ends();
        }
        if (told) {
            // Not when it is a moment behind only: of what was written a moment ago half may be missing.
            if (lag.none(consumer.assignment(), consumer::position)) {
                parts.store().ifPresent(OffsetStore::caughtUp);
            }
            lag.tell(consumer.assignment(), consumer::position, whole(), parts.health());
        }
    }

    private boolean whole() {
        return parts.store().map(OffsetStore::whole).orElse(true);
    }

    /** Goes where the store says. What it has then must come to where the partitions end from here on. */
    private void again() {
        assignment.again();
        told = false;
        endsAsked = System.nanoTime() - ENDS_EVERY_NS;
    }

    /** @return whether Kafka says where the partitions end */
    private boolean ends() {
        try {
            lag.ends(
                    facts.ends(consumer.assignment(), ENDS_PATIENCE),
                    consumer::position,
                    Clock.systemUTC().instant());
            return true;
        } catch (WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.debug("event=ends-unknown consumer={}", parts.spec().name(), e);
            parts.health().waiting("Kafka does not answer: " + Failures.text(e));
            return false;
        }
    }

    /** @return false when the partitions moved on without this reader, which reads again */
    private boolean handled(ConsumerRecords<String, byte[]> records) throws Exception {
        int began = assignment.changes();
        lag.inHand(records);
        lag.tell(consumer.assignment(), assignment::cursor, whole(), parts.health());
        Map<TopicPartition, Deque<ConsumerRecord<String, byte[]>>> open = new LinkedHashMap<>();
        records.partitions().forEach(partition -> open.put(partition, new ArrayDeque<>(records.records(partition))));
        while (!open.isEmpty()) {
            // What is released within these records comes between them.
            if (!release(began) || !handled(next(open), began)) {
                return false;
            }
        }
        lag.handled(records);
        return release(began);
    }

    /** The next records up to where something released is to come first. */
    private Segment next(Map<TopicPartition, Deque<ConsumerRecord<String, byte[]>>> open) {
        List<Item> items = new ArrayList<>();
        Map<TopicPartition, Batch.Move> moves = new HashMap<>();
        for (Iterator<Map.Entry<TopicPartition, Deque<ConsumerRecord<String, byte[]>>>> each =
                        open.entrySet().iterator();
                each.hasNext(); ) {
            Map.Entry<TopicPartition, Deque<ConsumerRecord<String, byte[]>>> entry = each.next();
            TopicPartition partition = entry.getKey();
            Deque<ConsumerRecord<String, byte[]>> records = entry.getValue();
            long end = Math.max(consumer.position(partition), records.getLast().offset() + 1);
            long cut = Math.min(end, nextEffect(partition));
            while (!records.isEmpty() && records.getFirst().offset() < cut) {
                items.add(Item.of(records.removeFirst()));
            }
            moves.put(partition, new Batch.Move(assignment.cursor(partition), cut));
            if (records.isEmpty()) {
                each.remove();
            }
        }
        return new Segment(items, moves, Optional.empty());
    }

    private long nextEffect(TopicPartition partition) {
        return pending(partition).stream()
                .mapToLong(SetAside.Entry::effect)
                .filter(effect -> effect > assignment.cursor(partition))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private List<SetAside.Entry> pending(TopicPartition partition) {
        return facts.book(partition.topic()).pending(partition.partition(), assignment.cursor(facts.cursor(partition)));
    }

    /** Takes up what is released, as far as the reader has come. */
    private boolean release(int began) throws Exception {
        for (TopicPartition partition : List.copyOf(consumer.assignment())) {
            if (facts.book(partition.topic()).isEmpty()) {
                continue;
            }
            Optional<Optional<Segment>> segment = patiently(began, () -> {
                announce(partition);
                return released(partition);
            });
            if (segment.isEmpty()
                    || (segment.get().isPresent() && !handled(segment.get().get(), began))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Says on the log what is taken up, and where, before it is: a reader of the same log does it there. On the way to what was
     * released before nothing more is: the order of the releases must stay.
     */
    private void announce(TopicPartition partition) {
        long at = assignment.cursor(partition);
        List<SetAside.Entry> pending = pending(partition);
        if (pending.stream().anyMatch(entry -> entry.effect() > at)) {
            return;
        }
        List<SetAside.Entry> due = new ArrayList<>(
                pending.stream().filter(entry -> entry.effect() < at).toList());
        due.addAll(facts.book(partition.topic()).due(partition.partition()));
        for (SetAside.Entry entry : due) {
            facts.wrote(letters.released(entry, at));
            LOG.info("event=record-released consumer={} place={}", parts.spec().name(), entry.place());
        }
    }

    private Optional<Segment> released(TopicPartition partition) {
        long at = assignment.cursor(partition);
        List<SetAside.Entry> ready = pending(partition).stream()
                .filter(entry -> entry.effect() <= at)
                .toList();
        if (ready.isEmpty()) {
            return Optional.empty();
        }
        TopicPartition cursor = facts.cursor(partition);
        List<ConsumerRecord<String, byte[]>> records = facts.letters(ready);
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < ready.size(); i++) {
            SetAside.Entry entry = ready.get(i);
            items.add(new Item(records.get(i), entry.place(), cursor, entry.last()));
        }
        long next = ready.get(ready.size() - 1).last() + 1;
        Map<TopicPartition, Batch.Move> moves =
                Map.of(cursor, new Batch.Move(assignment.cursor(cursor), next), partition, new Batch.Move(at, at));
        return Optional.of(new Segment(items, moves, Optional.of(cursor)));
    }

    /** Handles a segment, in pieces where it must be. */
    private boolean handled(Segment segment, int began) throws Exception {
        Deque<Segment> open = new ArrayDeque<>(List.of(segment));
        while (!open.isEmpty()) {
            Optional<List<Segment>> rest = patiently(began, () -> work.attempt(open.getFirst()));
            if (rest.isEmpty()) {
                return false;
            }
            open.removeFirst();
            for (int i = rest.get().size() - 1; i >= 0; i--) {
                open.addFirst(rest.get().get(i));
            }
        }
        return true;
    }

    /** @return empty when there was an outage and the partitions moved on meanwhile, or at a stop */
    private <T> Optional<T> patiently(int began, Callable<T> step) throws Exception {
        long pause = FIRST_PAUSE_MS;
        while (!stopping.getAsBoolean()) {
            try {
                return Optional.of(step.call());
            } catch (InterruptedException | WakeupException | Stopped e) {
                throw e;
            } catch (StaleCursor e) {
                LOG.warn("event=cursor-stale consumer={} cause={}", parts.spec().name(), e.toString());
                again();
                return Optional.empty();
            } catch (Exception e) {
                if (Failures.of(e) != FailureClass.OUTAGE) {
                    throw e;
                }
                LOG.warn(
                        "event=consumer-paused consumer={} pause_ms={} cause={}",
                        parts.spec().name(),
                        pause,
                        e.toString());
                LOG.debug("event=consumer-paused consumer={}", parts.spec().name(), e);
                parts.health().waiting(Failures.text(e));
                if (!waitInGroup(pause, began)) {
                    assignment.rewind();
                    return Optional.empty();
                }
                pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
            }
        }
        return Optional.empty();
    }

    /**
     * Polls paused partitions, to stay in the group. False when the assignment has changed since, even when it is the same
     * again: what comes back is not paused, so that polls went on with it, and its reader may stand elsewhere.
     */
    private boolean waitInGroup(long millis, int began) {
        consumer.pause(consumer.assignment());
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!stopping.getAsBoolean() && System.nanoTime() < end) {
            consumer.poll(Duration.ofMillis(Math.min(millis, 100)));
            if (assignment.changes() != began) {
                return false;
            }
        }
        consumer.resume(consumer.assignment());
        return true;
    }

    /** Leaves the group, so that others take its partitions at once. */
    @Override
    public void close() {
        try (facts;
                letters) {
            KafkaAccess.leave(consumer);
        }
    }
}
