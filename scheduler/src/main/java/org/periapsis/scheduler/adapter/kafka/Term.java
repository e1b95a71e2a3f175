package org.periapsis.scheduler.adapter.kafka;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.events.codec.Event;
import org.periapsis.kit.kafka.DeadLetters;
import org.periapsis.kit.kafka.Position;
import org.periapsis.kit.kafka.TransactionalPublisher;
import org.periapsis.kit.observe.TraceContext;
import org.periapsis.scheduler.adapter.kafka.LogReader.Bad;
import org.periapsis.scheduler.domain.Decision;
import org.periapsis.scheduler.domain.Fact;
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
        return true;
    }

    /** Plans and commits until there is nothing to decide; decisions and the offsets they come from take effect together. */
    private void decide() {
        for (int round = 0; round < ROUNDS; round++) {
            Instant now = clock.instant();
            List<Decision> decisions = desk.plan(now);
            if (decisions.isEmpty() || !commit(decisions, now)) {
                return;
            }
        }
        LOG.warn("event=planning-restless rounds={}", ROUNDS);
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
        }
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

    /** Another member of the group leads now. */
    static final class LeaseLost extends RuntimeException {
        private static final long serialVersionUID = 1;

        LeaseLost() {
            super("another scheduler leads");
        }
    }
}
