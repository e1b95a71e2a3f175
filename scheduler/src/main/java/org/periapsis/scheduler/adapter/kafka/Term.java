package org.periapsis.scheduler.adapter.kafka;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.events.codec.Event;
import org.periapsis.events.codec.SchemaIds;
import org.periapsis.kit.failure.Failures;
import org.periapsis.kit.kafka.DeadLetters;
import org.periapsis.kit.kafka.Position;
import org.periapsis.kit.kafka.TransactionalPublisher;
import org.periapsis.kit.observe.TraceContext;
import org.periapsis.scheduler.adapter.kafka.LogReader.Bad;
import org.periapsis.scheduler.domain.AsideFact;
import org.periapsis.scheduler.domain.Decision;
import org.periapsis.scheduler.domain.Fact;
import org.periapsis.scheduler.domain.Fault;
import org.periapsis.scheduler.domain.Memory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of a scheduler: begins with an empty memory, reads the log, and decides while it holds the lease. Ends when it loses
 * the lease, is fenced, or Kafka fails it; whoever comes next begins anew, so that what is in doubt is read and not guessed.
 */
final class Term implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Term.class);
    private static final Duration TICK = Duration.ofMillis(500);
    private static final Duration JOINING = Duration.ofMillis(20);
    private static final Duration DISCOVER = Duration.ofSeconds(5);
    private static final int ROUNDS = 100;
    private static final String SOURCE = "/hub/scheduler";

    private final Desk desk;
    private final KafkaParts parts;
    private final Clock clock;
    private final LogReader reader;
    private final Lease lease;
    private final DeadLetters deadLetters;
    private final AsideLetters asides;
    private final List<Bad> bad = new ArrayList<>();
    private Optional<Map<TopicPartition, Long>> target = Optional.empty();
    private Map<TopicPartition, Long> committedBefore = Map.of();
    private TransactionalPublisher publisher;
    private boolean leading;
    /** Has read everything and waits for the lease: answers questions as the leader does, and decides nothing. */
    private boolean following;

    private long nextTick = System.nanoTime();
    private long nextDiscovery = System.nanoTime();

    Term(Desk desk, KafkaParts parts, Clock clock) {
        this.desk = desk;
        this.parts = parts;
        this.clock = clock;
        this.reader = parts.reader();
        this.lease = parts.lease();
        this.deadLetters = parts.deadLetters();
        this.asides = parts.asideLetters(deadLetters, reader);
    }

    /** Reads, and decides if it may, once. Returns when something was there, or after a tick at the latest. */
    void step() {
        long now = System.nanoTime();
        if (now >= nextDiscovery) {
            reader.discover();
            nextDiscovery = now + DISCOVER.toNanos();
        }
        lease.poll(lease.held() ? Duration.ZERO : JOINING);
        LogReader.Read read = reader.poll(patience());
        desk.hear(read.facts(), leading || following);
        bad.addAll(read.bad());
        boolean ticked = tick();
        if (lease.held() && publisher == null && reader.complete()) {
            begin();
        } else if (!lease.held() && publisher != null) {
            throw new LeaseLost();
        }
        boolean begun =
                publisher != null && !leading && target.filter(reader::reached).isPresent();
        if (begun) {
            leading = true;
            following = false;
            desk.leads();
        }
        if (leading && (begun || ticked || !read.facts().isEmpty())) {
            decide();
            giveUp();
        }
    }

    private Duration patience() {
        if (!lease.held()) {
            return JOINING;
        }
        return Duration.ofNanos(Math.max(0, Math.min(TICK.toNanos(), nextTick - System.nanoTime())));
    }

    /** From here on every other scheduler is fenced, so that nothing is added to the log that is now read to its end. */
    private void begin() {
        publisher = parts.publisher();
        reader.discover();
        target = reader.ends();
        committedBefore = target.isPresent() ? lease.committed(target.get().keySet()) : Map.of();
        LOG.info(
                "event=lease-taken records={}",
                target.map(ends -> ends.values().stream()
                                .mapToLong(Long::longValue)
                                .sum())
                        .orElse(0L));
    }

    private boolean tick() {
        long now = System.nanoTime();
        if (now < nextTick) {
            return false;
        }
        nextTick = now + TICK.toNanos();
        boolean standby = publisher == null;
        if (leading || standby || target.isEmpty()) {
            // What was on the log at the last tick has been read by now, or the input is behind.
            boolean caughtUp =
                    (leading || standby) && target.filter(reader::reached).isPresent();
            desk.tick(TimeUnit.NANOSECONDS.toMillis(now), caughtUp);
            if (standby && caughtUp != following) {
                following = caughtUp;
                desk.follows(following);
            }
            if (!standby || reader.complete()) {
                target = reader.ends();
            }
        }
        reader.tell(leading || following, desk.health());
        return true;
    }

    /** Plans and commits until there is nothing to decide; decisions and the offsets they come from take effect together. */
    private void decide() {
        for (int round = 0; round < ROUNDS; round++) {
            Instant now = clock.instant();
            takeUp();
            List<Decision> decisions = desk.plan(now);
            if (setAside(now)) {
                continue;
            }
            if (decisions.isEmpty() || !commit(decisions, now)) {
                return;
            }
        }
        LOG.warn("event=planning-restless rounds={}", ROUNDS);
    }

    /** What an operator wants tried again is decided about from here on. */
    private void takeUp() {
        List<Fact> released = new ArrayList<>();
        for (AsideFact asked : desk.read(Memory::asked)) {
            LOG.info("event=taken-up record={} entity={}", asked.record(), asked.entity());
            released.add(asides.released(asked));
        }
        if (!released.isEmpty()) {
            desk.asides(released, 0);
        }
        if (desk.read(Memory::stale)) {
            throw new ReadAgain();
        }
    }

    /**
     * Faults that were met are facts from here on, so that a replay sets aside the same.
     *
     * @return whether there were any, so that is to be planned again
     * @throws CodeFault when it is no single entity's
     */
    private boolean setAside(Instant now) {
        List<Fault> faults = desk.read(Memory::faults);
        if (faults.isEmpty()) {
            return false;
        }
        Optional<String> code = desk.read(Memory::breaker);
        if (code.isPresent()) {
            throw new CodeFault(code.get(), faults.get(0).cause());
        }
        List<Fact> facts = new ArrayList<>();
        List<Decision> told = new ArrayList<>();
        for (Fault fault : faults) {
            LOG.error(
                    "event=set-aside entity={} record={} reason=\"{}\"",
                    fault.entity(),
                    fault.record(),
                    fault.reason(),
                    fault.cause());
            facts.add(asides.setAside(fault, fault.record().orElseThrow()));
            told.addAll(desk.read(memory -> memory.told(fault)));
        }
        desk.asides(facts, faults.size());
        commit(told, now);
        return true;
    }

    private boolean commit(List<Decision> decisions, Instant now) {
        List<Event<?>> events = new ArrayList<>(decisions.size());
        List<Fact> facts = new ArrayList<>(decisions.size());
        for (Decision decision : decisions) {
            events.add(new Event<>(
                    decision.id().toString(),
                    SOURCE,
                    decision.subject(),
                    now,
                    Optional.of(TraceContext.childOf(decision.trace())),
                    (SpecificRecord) decision.event()));
            facts.add(decision.fact(now));
        }
        Map<TopicPartition, Long> moves = reader.takeMoves();
        try {
            List<Position> positions = publisher.commit(events, moves, lease.group());
            reader.wrote(positions);
            desk.decided(facts);
            return true;
        } catch (CommitFailedException e) {
            // The group changed under the transaction, which was aborted: the next step sees who leads, and plans
            // again.
            LOG.info("event=commit-refused cause={}", e.toString());
            reader.restore(moves);
            return false;
        } catch (RuntimeException e) {
            reader.restore(moves);
            if (!blamed(decisions, e)) {
                throw e;
            }
            return true;
        }
    }

    /**
     * A decision that cannot be written, because it is too large or cannot be encoded, sets its entity aside instead of keeping
     * all others from the log.
     *
     * @return whether one was found: nothing was written, and is to be planned again
     */
    private boolean blamed(List<Decision> decisions, RuntimeException failure) {
        boolean large = Failures.tooLarge(failure);
        if (!large && (failure instanceof KafkaException || away(failure))) {
            return false;
        }
        Optional<UUID> largest = Optional.empty();
        int most = -1;
        boolean found = false;
        for (Decision decision : decisions) {
            Optional<UUID> entity = desk.read(memory -> memory.entityOf(decision));
            try {
                int size = parts.codec().value((SpecificRecord) decision.event()).length;
                if (size > most) {
                    most = size;
                    largest = entity;
                }
            } catch (RuntimeException e) {
                if (away(e)) {
                    return false;
                }
                entity.ifPresent(id -> desk.unwritable(id, "a decision about it cannot be encoded", e));
                found |= entity.isPresent();
            }
        }
        if (large && largest.isPresent()) {
            String reason = "a decision about it is larger than the log takes (" + most + " bytes)";
            desk.unwritable(largest.get(), reason, failure);
            return true;
        }
        return found;
    }

    private static boolean away(RuntimeException failure) {
        return failure instanceof SchemaIds.RegistryUnavailable || failure instanceof SchemaIds.IncompatibleSchema;
    }

    /** Puts what nobody can read where people look for it, once: offsets committed with it keep it from coming again. */
    private void giveUp() {
        if (bad.isEmpty()) {
            return;
        }
        for (Bad one : bad) {
            TopicPartition partition =
                    new TopicPartition(one.record().topic(), one.record().partition());
            if (one.record().offset() >= committedBefore.getOrDefault(partition, 0L)) {
                desk.refused();
                deadLetters.send(one.record(), one.reason());
            }
        }
        bad.clear();
        commit(List.of(), clock.instant());
    }

    @Override
    public void close() {
        try (lease;
                reader;
                deadLetters) {
            if (publisher != null) {
                publisher.close();
            }
        }
    }

    /** What could not be applied when it was read was released: everything is read anew. */
    static final class ReadAgain extends RuntimeException {
        private static final long serialVersionUID = 1;

        ReadAgain() {
            super("what was set aside is read again");
        }
    }

    /** A fault that is no single entity's: nothing is decided until the program or what is on the log is another. */
    static final class CodeFault extends RuntimeException {
        private static final long serialVersionUID = 1;

        CodeFault(String why, Throwable cause) {
            super(why, cause);
        }
    }

    /** Another member of the group leads now. */
    static final class LeaseLost extends RuntimeException {
        private static final long serialVersionUID = 1;

        LeaseLost() {
            super("another scheduler leads");
        }
    }
}
