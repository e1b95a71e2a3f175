package org.periapsis.local;

import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.periapsis.datalabs.BuiltInDatalabs;
import org.periapsis.events.DatalabOffer;
import org.periapsis.events.Resources;
import org.periapsis.events.RuntimeOffer;
import org.periapsis.events.SiteOffered;
import org.periapsis.events.codec.Event;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.registry.ConfluentSchemaIds;
import org.periapsis.kit.config.KafkaConfig;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.kafka.KafkaEventPublisher;

/** A site with room for everybody, where nothing is ever started: only what is decided about it counts. */
final class BoundlessSite {
    private static final Resources ROOM = new Resources(1e6, 1L << 40, 0);

    private final Vertx vertx;
    private final ConfluentSchemaIds registry;
    private final KafkaEventPublisher publisher;
    private final long timer;

    private BoundlessSite(Vertx vertx, ConfluentSchemaIds registry, KafkaEventPublisher publisher, long timer) {
        this.vertx = vertx;
        this.registry = registry;
        this.publisher = publisher;
        this.timer = timer;
    }

    /** Begins to offer. */
    static BoundlessSite start(Vertx vertx, KafkaConfig kafka, String site) throws Exception {
        ConfluentSchemaIds registry = new ConfluentSchemaIds(kafka.registryConfig());
        KafkaEventPublisher publisher = new KafkaEventPublisher(
                vertx, new KafkaAccess(kafka, "agent-" + site), new EventCodec(registry), site, "agent");
        publisher.publish(offer(site)).await(30, TimeUnit.SECONDS);
        long timer =
                vertx.setPeriodic(1_000, tick -> publisher.publish(offer(site)).onFailure(failure -> {
                    throw new IllegalStateException(failure);
                }));
        return new BoundlessSite(vertx, registry, publisher, timer);
    }

    private static Event<SiteOffered> offer(String site) {
        SiteOffered offer = SiteOffered.newBuilder()
                .setSite(site)
                .setAgent("boundless")
                .setAuthority("hub")
                .setEndpoint("http://127.0.0.1:1")
                .setCapacity(ROOM)
                .setFree(ROOM)
                .setRunning(0)
                .setQueued(0)
                .setRuntimes(List.of(new RuntimeOffer("process", false, null)))
                .setDatalabs(BuiltInDatalabs.descriptors().stream()
                        .map(io.vertx.core.json.JsonObject::new)
                        .map(datalab -> new DatalabOffer(
                                datalab.getString("id"), datalab.getString("version"), true, null, 0.0))
                        .toList())
                .setDeadlineS(60)
                .build();
        return new Event<>(
                UUID.randomUUID().toString(),
                "/sites/" + site + "/agent",
                site,
                Instant.now(),
                Optional.empty(),
                offer);
    }

    void close() throws Exception {
        vertx.cancelTimer(timer);
        publisher.close().await(10, TimeUnit.SECONDS);
        registry.close();
    }
}
