package org.periapsis.session.adapter.kafka;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.periapsis.events.SiteOffered;
import org.periapsis.events.codec.Event;
import org.periapsis.kit.kafka.KafkaEventPublisher;
import org.periapsis.kit.observe.Observer;
import org.periapsis.session.domain.agent.Offers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes the site's offer as a heartbeat, and at once when it has changed. */
public final class OfferBeat {

    private static final Logger LOG = LoggerFactory.getLogger(OfferBeat.class);
    private static final long LOOK_MS = 250;

    private final Vertx vertx;
    private final KafkaEventPublisher publisher;
    private final Offers offers;
    private final Duration every;
    private final Observer observer;
    private final Promise<Void> first = Promise.promise();
    private SiteOffered last;
    private long lastNanos;
    private boolean sending;
    private long timer;

    public OfferBeat(Vertx vertx, KafkaEventPublisher publisher, Offers offers, Duration every, Observer observer) {
        this.vertx = vertx;
        this.publisher = publisher;
        this.offers = offers;
        this.every = every;
        this.observer = observer;
    }

    /** Completes when the first offer is on the log; while Kafka or the registry is away, that waits. */
    public Future<Void> start() {
        look();
        timer = vertx.setPeriodic(LOOK_MS, unused -> look());
        return first.future();
    }

    /** Says that nothing more is taken. */
    public Future<Void> stop() {
        vertx.cancelTimer(timer);
        return publish(offers.now(false)).recover(failure -> {
            LOG.warn("last offer not published cause={}", failure.toString());
            return Future.succeededFuture();
        });
    }

    private synchronized void look() {
        SiteOffered now = offers.now(true);
        boolean due = System.nanoTime() - lastNanos >= every.toNanos();
        if (!sending && (due || !now.equals(last))) {
            publish(now).onFailure(failure -> LOG.warn("offer not published cause={}", failure.toString()));
        }
    }

    private synchronized Future<Void> publish(SiteOffered offer) {
        sending = true;
        Event<SiteOffered> event = new Event<>(
                UUID.randomUUID().toString(),
                "/sites/" + offer.getSite() + "/agent",
                offer.getSite(),
                Clock.systemUTC().instant(),
                Optional.empty(),
                offer);
        return publisher
                .publish(event)
                .onComplete(sent -> {
                    observer.check("offer", sent.succeeded(), sent.succeeded() ? "on the log" : "not on the log");
                    synchronized (this) {
                        sending = false;
                        if (sent.succeeded()) {
                            last = offer;
                            lastNanos = System.nanoTime();
                            first.tryComplete();
                        }
                    }
                })
                .mapEmpty();
    }
}
