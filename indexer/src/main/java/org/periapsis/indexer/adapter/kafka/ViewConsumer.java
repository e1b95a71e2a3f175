package org.periapsis.indexer.adapter.kafka;

import io.micrometer.core.instrument.Counter;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.codec.SchemaIds.RegistryUnavailable;
import org.periapsis.events.topic.Topic;
import org.periapsis.indexer.adapter.postgres.ProductView;
import org.periapsis.indexer.domain.view.BatchFold;
import org.periapsis.kit.config.PostgresConfig;
import org.periapsis.kit.kafka.Batch;
import org.periapsis.kit.kafka.ConsumerSpec;
import org.periapsis.kit.kafka.EventConsumer;
import org.periapsis.kit.kafka.FailurePolicy;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.kafka.KafkaTopicIds;
import org.periapsis.kit.kafka.TransactionalPublisher;
import org.periapsis.kit.observe.Observer;
import org.periapsis.kit.postgres.ViewStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One reading of the log into the view: from its start to its stop, with everything that it opens. */
public final class ViewConsumer {
    /** The group, whose offsets are the published cursor. */
    public static final String GROUP = "indexer";
    /** Product revisions and replicas written to the view. */
    public static final String APPLIED = "periapsis_indexer_applied_total";
    /** Product events that lost a race or built on nothing. */
    public static final String LOST = "periapsis_indexer_lost_total";
    /** ProductIndexed published. */
    public static final String PUBLISHED = "periapsis_indexer_published_total";

    private static final Logger LOG = LoggerFactory.getLogger(ViewConsumer.class);
    private static final String NAME = "view";
    private static final Duration DEADLINE = Duration.ofSeconds(25);

    private final ViewStore store;
    private final PublishedOffsets published;
    private final IndexedPublisher publisher;
    private final EventConsumer consumer;

    /**
     * What it needs of the service.
     *
     * @param instance tells this instance's transactions from another's
     */
    public record Parts(
            KafkaAccess access,
            EventCodec codec,
            PostgresConfig postgres,
            Observer observer,
            String instance,
            int batchSize) {}

    /**
     * Opens everything, but reads nothing yet.
     *
     * @param applied hears of every batch that readers may see
     * @throws SQLException when PostgreSQL does not answer
     */
    public ViewConsumer(Parts parts, Consumer<Batch> applied) throws SQLException {
        KafkaAccess access = parts.access();
        this.store = new ViewStore(parts.postgres(), ProductView.NAME, new KafkaTopicIds(access), ProductView::migrate);
        store.prepare();
        this.published = new PublishedOffsets(access, GROUP);
        this.publisher = new IndexedPublisher(
                () -> new TransactionalPublisher(
                        access, parts.codec(), "hub", "indexer-" + parts.instance(), "indexer-" + parts.instance()),
                Clock.systemUTC());
        ProductFeed feed = new ProductFeed(
                store, published, publisher, new Meters(parts.observer(), applied), access.prefix() + GROUP);
        ConsumerSpec spec = new ConsumerSpec(
                NAME,
                GROUP,
                List.of(Topic.PRODUCTS, Topic.REPLICAS),
                Optional.empty(),
                FailurePolicy.DEAD_LETTER,
                FailurePolicy.SKIP,
                parts.batchSize());
        this.consumer = new EventConsumer(spec, access, parts.codec(), feed, Optional.of(feed), parts.observer());
    }

    /** The view that it makes. */
    public ViewStore store() {
        return store;
    }

    /**
     * Begins to read. First it ends what an earlier life of this instance left open in a transaction: that would hold back
     * everybody who reads behind it.
     */
    public void start() {
        try {
            publisher.settle();
        } catch (KafkaException | RegistryUnavailable e) {
            LOG.warn("event=transaction-unsettled cause={}", e.toString()); // it is tried again before anything is read
        }
        consumer.start();
    }

    /** Lets the batch in hand finish, then closes what was opened. */
    public CompletableFuture<Void> stop() {
        return consumer.stop(DEADLINE).whenComplete((done, failure) -> close());
    }

    private void close() {
        publisher.close();
        published.close();
        try {
            store.close();
        } catch (SQLException e) {
            LOG.warn("event=close-failed part=view-store", e);
        }
    }

    private static final class Meters implements FeedListener {
        private final Counter written;
        private final Counter lost;
        private final Counter told;
        private final Consumer<Batch> readers;

        Meters(Observer observer, Consumer<Batch> readers) {
            this.written = observer.metrics().counter(APPLIED);
            this.lost = observer.metrics().counter(LOST);
            this.told = observer.metrics().counter(PUBLISHED);
            this.readers = readers;
        }

        @Override
        public void folded(BatchFold fold) {
            written.increment(fold.changedEntries().size()
                    + (double) fold.changedReplicas().size());
            if (fold.lost() > 0) {
                lost.increment(fold.lost());
                LOG.info("event=revisions-lost count={}", fold.lost());
            }
        }

        @Override
        public void applied(Batch batch) {
            readers.accept(batch);
        }

        @Override
        public void published(int events) {
            told.increment(events);
        }
    }
}
