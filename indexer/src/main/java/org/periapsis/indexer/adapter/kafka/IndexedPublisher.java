package org.periapsis.indexer.adapter.kafka;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.events.ProductIndexed;
import org.periapsis.events.codec.Event;
import org.periapsis.events.id.DerivedId;
import org.periapsis.indexer.domain.view.Announcement;
import org.periapsis.indexer.domain.view.Content;
import org.periapsis.kit.kafka.TransactionalPublisher;

/** Writes ProductIndexed and the offsets that it answers for, in one Kafka transaction. Used by the consumer's thread. */
final class IndexedPublisher implements AutoCloseable {
    private static final String SOURCE = "/hub/indexer";

    private final Supplier<TransactionalPublisher> opening;
    private final Clock clock;
    private TransactionalPublisher publisher;

    /** @param opening makes a publisher, which ends what an earlier one of the same id left open */
    IndexedPublisher(Supplier<TransactionalPublisher> opening, Clock clock) {
        this.opening = opening;
        this.clock = clock;
    }

    /** Makes sure that no transaction of an earlier life is open, so that the published offsets are final. */
    void settle() {
        if (publisher == null) {
            publisher = opening.get();
        }
    }

    /** Either all of it takes effect or nothing; after a failure a new producer begins. */
    void publish(
            List<Event<ProductIndexed>> events,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            ConsumerGroupMetadata group) {
        settle();
        boolean done = false;
        try {
            publisher.commitAt(events, offsets, group);
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    /** The event of an announcement. Its id is derived, so that a second telling is known as such. */
    Event<ProductIndexed> event(Announcement announcement, Content content, Optional<String> traceparent) {
        String id = announcement.productId();
        ProductIndexed data = ProductIndexed.newBuilder()
                .setProductId(id)
                .setRevision(announcement.revision())
                .setArchive(content.publisher().archive())
                .setSite(content.publisher().site())
                .setObscore(content.obscore())
                .setSize(content.size())
                .setWithdrawn(announcement.withdrawn())
                .setOwner(content.access().owner().orElse(null))
                .setTeam(content.access().team().orElse(null))
                .setJobId(content.provenance().map(p -> p.getJobId()).orElse(null))
                .setIngestedAt(announcement.ingestedAt())
                .build();
        String ceId = DerivedId.of("ProductIndexed", id, Integer.toString(announcement.revision()))
                .toString();
        return new Event<>(ceId, SOURCE, id, clock.instant(), traceparent, data);
    }

    @Override
    public void close() {
        if (publisher != null) {
            publisher.close();
            publisher = null;
        }
    }
}
