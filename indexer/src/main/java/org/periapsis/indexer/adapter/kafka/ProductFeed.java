package org.periapsis.indexer.adapter.kafka;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.events.ProductIndexed;
import org.periapsis.events.codec.Event;
import org.periapsis.events.topic.ReaderGroup;
import org.periapsis.events.topic.Topic;
import org.periapsis.indexer.adapter.postgres.ProductView;
import org.periapsis.indexer.domain.view.Announcement;
import org.periapsis.indexer.domain.view.BatchFold;
import org.periapsis.indexer.domain.view.Content;
import org.periapsis.kit.kafka.Batch;
import org.periapsis.kit.kafka.BatchHandler;
import org.periapsis.kit.kafka.Consumed;
import org.periapsis.kit.kafka.OffsetStore;
import org.periapsis.kit.postgres.ViewStore;

/**
 * Turns the log into the view, then tells that it is there. Two cursors a partition: <i>applied</i>, in PostgreSQL with the
 * rows, and <i>published</i>, a group offset in one Kafka transaction with its ProductIndexed events. Reading starts at the
 * lower; each record is applied, and announced, only by the cursor that has not passed it. So a crash between the two loses
 * and repeats nothing, and a view made anew announces nothing.
 */
final class ProductFeed implements OffsetStore, BatchHandler {
    private final ViewStore store;
    private final PublishedOffsets published;
    private final IndexedPublisher publisher;
    private final FeedListener listener;
    private final String group;
    private final Map<TopicPartition, Long> applied = new HashMap<>();
    private final Map<TopicPartition, Long> announced = new HashMap<>();

    /** @param group id of the reader's, with the prefix of the deployment */
    ProductFeed(
            ViewStore store,
            PublishedOffsets published,
            IndexedPublisher publisher,
            FeedListener listener,
            String group) {
        this.group = group;
        this.store = store;
        this.published = published;
        this.publisher = publisher;
        this.listener = listener;
    }

    /** The partition itself, or the one that a cursor in the facts is about. */
    private TopicPartition source(TopicPartition cursor) {
        return ReaderGroup.source(cursor.topic(), group)
                .map(topic -> new TopicPartition(topic, cursor.partition()))
                .orElse(cursor);
    }

    private TopicPartition facts(TopicPartition source) {
        return new TopicPartition(ReaderGroup.deadLetters(source.topic(), group), source.partition());
    }

    private boolean isAnnounced(TopicPartition cursor) {
        return Topic.ofName(source(cursor).topic())
                .filter(t -> t == Topic.PRODUCTS)
                .isPresent();
    }

    @Override
    public Map<TopicPartition, Long> load(Set<TopicPartition> partitions) throws Exception {
        Map<TopicPartition, Long> inView = store.load(partitions);
        publisher.settle();
        Map<TopicPartition, PublishedOffsets.Told> told = published.load(
                partitions.stream().filter(this::isAnnounced).map(this::source).collect(Collectors.toSet()));
        Map<TopicPartition, Long> start = new HashMap<>();
        for (TopicPartition partition : partitions) {
            long a = inView.getOrDefault(partition, 0L);
            long p = isAnnounced(partition) ? told(told, partition) : Long.MAX_VALUE;
            applied.put(partition, a);
            announced.put(partition, p);
            start.put(partition, Math.min(a, p));
        }
        return start;
    }

    @Override
    public boolean startsOver() {
        return store.startsOver();
    }

    @Override
    public void caughtUp() {
        store.caughtUp();
    }

    private long told(Map<TopicPartition, PublishedOffsets.Told> told, TopicPartition cursor) {
        TopicPartition source = source(cursor);
        PublishedOffsets.Told found = told.getOrDefault(source, PublishedOffsets.Told.NOTHING);
        return source.equals(cursor) ? found.next() : found.facts();
    }

    /** Whether a cursor has not passed an event; what is released is passed by the cursor in the facts, its own is long behind. */
    private static boolean open(Batch batch, Consumed event, Map<TopicPartition, Long> cursors, long otherwise) {
        return batch.release()
                .map(facts -> batch.moves().get(facts).next() > cursors.getOrDefault(facts, otherwise))
                .orElseGet(() -> event.offset() >= cursors.getOrDefault(event.partition(), otherwise));
    }

    private boolean fresh(Batch batch, Consumed event) {
        return open(batch, event, applied, 0L);
    }

    private boolean untold(Batch batch, Consumed event) {
        return open(batch, event, announced, Long.MAX_VALUE);
    }

    @Override
    public void handle(Batch batch) throws Exception {
        List<Consumed> events = batch.events().stream()
                .filter(e -> fresh(batch, e) || untold(batch, e))
                .toList();
        Batch step = new Batch(events, viewMoves(batch), batch.group(), batch.release());
        List<Event<ProductIndexed>> news = new ArrayList<>();
        store.apply(step, connection -> {
            news.clear();
            apply(connection, batch, events, news);
        });
        step.moves().forEach((partition, move) -> applied.put(partition, move.next()));
        listener.applied(step);
        publish(batch, news);
    }

    private Map<TopicPartition, Batch.Move> viewMoves(Batch batch) {
        Map<TopicPartition, Batch.Move> moves = new HashMap<>();
        batch.moves().forEach((partition, move) -> {
            long at = applied.getOrDefault(partition, 0L);
            if (move.next() >= at) {
                moves.put(partition, new Batch.Move(at, move.next()));
            }
        });
        return moves;
    }

    private void apply(Connection connection, Batch batch, List<Consumed> events, List<Event<ProductIndexed>> news)
            throws SQLException {
        BatchFold fold = ProductView.begin(connection, Subjects.products(events), Subjects.replicas(events));
        Map<String, Consumed> causes = new HashMap<>();
        for (Consumed consumed : events) {
            causes.put(consumed.event().id(), consumed);
            fold.take(Subjects.stamp(consumed), consumed.data(), fresh(batch, consumed), untold(batch, consumed));
        }
        ProductView.write(connection, fold, partitions(events));
        listener.folded(fold);
        Map<String, Content> stored = contents(connection, fold);
        for (Announcement announcement : fold.announcements()) {
            Content content = announcement.content().orElseGet(() -> stored.get(announcement.productId()));
            Optional<String> trace =
                    causes.get(announcement.cause().eventId()).event().traceparent();
            news.add(publisher.event(announcement, content, trace));
        }
    }

    private static SortedSet<Integer> partitions(List<Consumed> events) {
        return events.stream()
                .map(event -> event.partition().partition())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A withdrawal does not repeat what the product was; the view knows. */
    private static Map<String, Content> contents(Connection connection, BatchFold fold) throws SQLException {
        Set<String> ids = new HashSet<>();
        fold.announcements().stream().filter(a -> a.content().isEmpty()).forEach(a -> ids.add(a.productId()));
        return ids.isEmpty() ? Map.of() : ProductView.contents(connection, ids);
    }

    private void publish(Batch batch, List<Event<ProductIndexed>> news) {
        Map<TopicPartition, Long> steps = new HashMap<>();
        batch.moves().forEach((cursor, move) -> {
            if (move.next() > announced.getOrDefault(cursor, Long.MAX_VALUE)) {
                steps.put(cursor, move.next());
            }
        });
        if (steps.isEmpty()) {
            return;
        }
        Map<TopicPartition, PublishedOffsets.Told> told = new HashMap<>();
        for (TopicPartition cursor : steps.keySet()) {
            TopicPartition source = source(cursor);
            told.put(source, new PublishedOffsets.Told(after(steps, source), after(steps, facts(source))));
        }
        publisher.publish(news, PublishedOffsets.entries(told), batch.group());
        announced.putAll(steps);
        listener.published(news.size());
    }

    private long after(Map<TopicPartition, Long> steps, TopicPartition cursor) {
        return steps.getOrDefault(cursor, announced.getOrDefault(cursor, 0L));
    }
}
