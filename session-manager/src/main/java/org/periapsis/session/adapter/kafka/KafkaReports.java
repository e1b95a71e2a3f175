package org.periapsis.session.adapter.kafka;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.periapsis.events.RunExited;
import org.periapsis.events.RunLost;
import org.periapsis.events.RunReady;
import org.periapsis.events.RunStaging;
import org.periapsis.events.codec.Event;
import org.periapsis.events.id.DerivedId;
import org.periapsis.kit.failure.FailureClass;
import org.periapsis.kit.failure.Failures;
import org.periapsis.kit.kafka.KafkaEventPublisher;
import org.periapsis.session.domain.agent.Reports;
import org.periapsis.session.domain.agent.RunId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes facts to the log one batch after another, so that they keep their order, and tries each until the log has it. What the log
 * can never take is found and left out: the facts after it do not wait for ever.
 */
public final class KafkaReports implements Reports {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaReports.class);
    private static final int BATCH = 100;
    private static final long RETRY_MS = 500;
    private static final long DRAIN_MS = 20;

    private final Vertx vertx;
    private final KafkaEventPublisher publisher;
    private final String source;
    private final String agent;
    private final Clock clock;
    private final Deque<Event<?>> waiting = new ArrayDeque<>();
    private boolean sending;
    /** How many are sent at once: one after the other while one is looked for that the log never takes. */
    private int most = BATCH;

    /**
     * Sends through a publisher.
     *
     * @param site of the agent
     * @param agent incarnation
     */
    public KafkaReports(Vertx vertx, KafkaEventPublisher publisher, String site, String agent, Clock clock) {
        this.vertx = vertx;
        this.publisher = publisher;
        this.source = "/sites/" + site + "/agent";
        this.agent = agent;
        this.clock = clock;
    }

    @Override
    public void send(RunId run, SpecificRecord fact) {
        Event<?> event =
                new Event<>(id(run, fact), source, run.entity().toString(), clock.instant(), Optional.empty(), fact);
        LOG.info("run={} fact={}", run, fact.getClass().getSimpleName());
        synchronized (this) {
            waiting.add(event);
            if (sending) {
                return;
            }
            sending = true;
        }
        pump();
    }

    /** Completes when the log has everything, or when that takes too long: the journal brings it again at the next start. */
    public Future<Void> drain(Duration patience) {
        synchronized (this) {
            if (waiting.isEmpty() || patience.isNegative()) {
                return Future.succeededFuture();
            }
        }
        return vertx.timer(DRAIN_MS).compose(waited -> drain(patience.minusMillis(DRAIN_MS)));
    }

    private void pump() {
        List<Event<?>> batch = new ArrayList<>();
        synchronized (this) {
            for (Event<?> event : waiting) {
                if (batch.size() < most) {
                    batch.add(event);
                }
            }
            if (batch.isEmpty()) {
                sending = false;
                return;
            }
        }
        publisher.publish(batch).onComplete(sent -> {
            if (sent.failed() && Failures.of(sent.cause()) == FailureClass.POISON) {
                narrowed(batch, sent.cause());
                pump();
                return;
            }
            if (sent.failed()) {
                LOG.warn(
                        "facts wait for the log count={} cause={}",
                        batch.size(),
                        sent.cause().toString());
                vertx.setTimer(RETRY_MS, unused -> pump());
                return;
            }
            synchronized (this) {
                batch.forEach(unused -> waiting.remove());
                most = Math.min(BATCH, most * 2);
            }
            pump();
        });
    }

    private synchronized void narrowed(List<Event<?>> batch, Throwable failure) {
        if (batch.size() == 1) {
            LOG.error(
                    "fact never told event={} about={}",
                    batch.get(0).id(),
                    batch.get(0).subject(),
                    failure);
            waiting.remove();
        }
        most = 1;
    }

    /** The same fact has the same id in every life of the agent, so that a repetition is known as such. */
    private String id(RunId run, SpecificRecord fact) {
        String type = fact.getClass().getSimpleName();
        if (fact instanceof RunStaging staging) {
            return DerivedId.of(run.toString(), type, agent, Long.toString(staging.getBytesDone()))
                    .toString();
        }
        if (fact instanceof RunReady) {
            return DerivedId.of(run.toString(), type, agent).toString();
        }
        boolean last = fact instanceof RunExited || fact instanceof RunLost;
        return DerivedId.of(run.toString(), last ? "end" : type).toString();
    }
}
