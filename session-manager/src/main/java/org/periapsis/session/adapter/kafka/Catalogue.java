package org.periapsis.session.adapter.kafka;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.kafka.Position;
import org.periapsis.kit.observe.Observer;
import org.periapsis.kit.observe.TraceContext;
import org.periapsis.kit.postgres.AppliedPositions;
import org.periapsis.session.domain.request.RequestLog;
import org.periapsis.session.domain.request.ShippedDatalab;
import org.periapsis.session.domain.view.DatalabView;
import org.periapsis.session.domain.view.Views;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the shipped datalabs on the log where they are not, once the view has come to the log's end. */
public final class Catalogue {
    private static final Logger LOG = LoggerFactory.getLogger(Catalogue.class);
    private static final String CHECK = "datalabs";
    private static final long AGAIN_MS = 1_000;
    private static final Duration CATCH_UP = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final KafkaAccess access;
    private final AppliedPositions applied;
    private final Views views;
    private final RequestLog log;
    private final Observer observer;
    private volatile boolean stopped;

    public Catalogue(
            Vertx vertx, KafkaAccess access, AppliedPositions applied, Views views, RequestLog log, Observer observer) {
        this.vertx = vertx;
        this.access = access;
        this.applied = applied;
        this.views = views;
        this.log = log;
        this.observer = observer;
        observer.check(CHECK, false, "not looked at yet");
    }

    /** Tries until it is done; the service is not ready before. */
    public void ensure(List<ShippedDatalab> shipped, String issuer) {
        if (stopped) {
            return;
        }
        vertx.executeBlocking(this::end)
                .compose(end -> end.isEmpty() ? Future.succeededFuture(true) : applied.await(end, CATCH_UP))
                .compose(there -> there
                        ? publishMissing(shipped, issuer)
                        : Future.failedFuture(new IllegalStateException("the view has not come to the log's end")))
                .onSuccess(done -> observer.check(CHECK, true, shipped.size() + " shipped"))
                .onFailure(failure -> {
                    LOG.info("event=datalabs-wait cause={}", failure.toString());
                    observer.check(CHECK, false, "waiting: " + failure.getMessage());
                    vertx.setTimer(AGAIN_MS, timer -> ensure(shipped, issuer));
                });
    }

    /** Stops trying. */
    public Future<Void> stop() {
        stopped = true;
        return Future.succeededFuture();
    }

    /** Last record of the datalabs' topic; none of an empty one. */
    private List<Position> end() throws Exception {
        String topic = Topic.DATALABS.name(access.prefix(), "");
        try (Admin admin = Admin.create(access.common("catalogue"))) {
            TopicPartition partition = new TopicPartition(topic, 0);
            long next = admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get(10, TimeUnit.SECONDS)
                    .offset();
            return next == 0 ? List.of() : List.of(new Position(topic, 0, next - 1));
        }
    }

    private Future<Void> publishMissing(List<ShippedDatalab> shipped, String issuer) {
        List<Future<Void>> each = new ArrayList<>();
        for (ShippedDatalab datalab : shipped) {
            each.add(
                    Future.fromCompletionStage(views.datalabOwner(datalab.id())).compose(owner -> {
                        if (owner.filter(its -> !its.equals(ShippedDatalab.owner(issuer)))
                                .isPresent()) {
                            // What is built and published under its name would be theirs.
                            LOG.error("event=datalab-name-taken datalab={} owner={}", datalab.id(), owner.get());
                            return Future.succeededFuture();
                        }
                        return publishMissing(datalab, issuer);
                    }));
        }
        return Future.all(each).mapEmpty();
    }

    private Future<Void> publishMissing(ShippedDatalab datalab, String issuer) {
        return Future.fromCompletionStage(views.datalab(datalab.id(), datalab.version()))
                .compose(known -> known.filter(view -> view.publishedAt() != null || view.withdrawn() != null)
                                .isPresent()
                        ? Future.succeededFuture()
                        : publish(datalab, issuer, known));
    }

    private Future<Void> publish(ShippedDatalab datalab, String issuer, Optional<DatalabView> known) {
        LOG.info(
                "event=datalab-shipped datalab={} version={} partly={}",
                datalab.id(),
                datalab.version(),
                known.isPresent());
        return Future.fromCompletionStage(log.append(datalab.events(issuer), TraceContext.childOf(Optional.empty())))
                .compose(positions -> applied.await(Position.parse(String.join(",", positions)), CATCH_UP))
                .mapEmpty();
    }
}
