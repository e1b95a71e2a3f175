package org.periapsis.notifier.adapter.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.failure.Failures;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.observe.Observer;
import org.periapsis.notifier.domain.Cursor;
import org.periapsis.notifier.domain.LogEvent;
import org.periapsis.notifier.domain.LogHistory;
import org.periapsis.notifier.domain.Partition;
import org.periapsis.notifier.domain.Place;
import org.periapsis.notifier.domain.Start;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few threads, each with a consumer of its own, that read the log for those who are behind. A reader gets one chunk at a
 * time and queues again for the next, so that a long way back does not hold the others.
 */
final class CatchUpReaders implements LogHistory {
    private static final Logger LOG = LoggerFactory.getLogger(CatchUpReaders.class);
    private static final String NAME = "catch-up";
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int POLLS = 25;
    private static final int CHUNK = 500;
    /** Of records, after which a chunk ends early. */
    private static final int CHUNK_BYTES = 512 << 10;
    /** Of records that are read by their places for one answer. */
    private static final int PLACED_BYTES = 2 << 20;

    private final KafkaAccess access;
    private final LogTopics topics;
    private final RecordReader reader;
    private final LinkedBlockingQueue<Task<?>> tasks = new LinkedBlockingQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Observer observer;
    private volatile boolean stopping;

    private record Task<T>(Function<Consumer<String, byte[]>, T> work, CompletableFuture<T> result) {
        void run(Consumer<String, byte[]> consumer) {
            try {
                result.complete(work.apply(consumer));
            } catch (Throwable e) { // an Error too: whoever asked would wait for ever
                result.completeExceptionally(e);
                if (e instanceof Error error && Failures.fatal(error)) {
                    throw error;
                }
            }
        }
    }

    CatchUpReaders(KafkaAccess access, RecordReader reader, int count, Observer observer) {
        this.access = access;
        this.topics = new LogTopics(access.prefix());
        this.reader = reader;
        this.observer = observer;
        for (int i = 0; i < count; i++) {
            int number = i;
            Thread thread = new Thread(() -> run(number), access.clientId() + "-" + NAME + "-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
    }

    void start() {
        threads.forEach(Thread::start);
    }

    void stop(Duration deadline) throws InterruptedException {
        stopping = true;
        for (Thread thread : threads) {
            thread.join(deadline.toMillis());
        }
        tasks.forEach(task -> task.result().cancel(false));
    }

    @Override
    public CompletionStage<Chunk> read(Cursor from, Cursor until) {
        return submit(consumer -> chunk(consumer, from, from.behind(until)));
    }

    @Override
    public CompletionStage<Placed> at(List<Place> places) {
        return submit(consumer -> new PlacedRecords(consumer, PLACED_BYTES).read(places, topics, reader, NAME));
    }

    @Override
    public CompletionStage<Resumed> resume(Start start, Set<Topic> wanted, Cursor head) {
        Cursor here = head.only(wanted);
        if (start instanceof Start.Latest) {
            return CompletableFuture.completedFuture(new Resumed(here, List.of()));
        }
        if (start instanceof Start.Earliest) {
            return CompletableFuture.completedFuture(new Resumed(Cursor.beginning(wanted), List.of()));
        }
        return start instanceof Start.At at
                ? submit(consumer -> new Resumed(at(consumer, at, here), List.of()))
                : submit(consumer ->
                        checked(consumer, ((Start.After) start).cursor().forTopics(wanted, here)));
    }

    private <T> CompletionStage<T> submit(Function<Consumer<String, byte[]>, T> work) {
        Task<T> task = new Task<>(work, new CompletableFuture<>());
        tasks.add(task);
        return task.result();
    }

    private void run(int number) {
        Map<String, Object> properties = access.consumer(NAME + "-" + number);
        properties.put("default.api.timeout.ms", 5_000);
        FetchLimits.set(properties);
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(properties)) {
            while (!stopping) {
                Task<?> task = tasks.poll(250, TimeUnit.MILLISECONDS);
                if (task != null) {
                    task.run(consumer);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) { // an Error too: who has to catch up would wait for ever, and nobody would hear of it
            LOG.error("event=catch-up-died cause={}", e.toString(), e);
            observer.died(Thread.currentThread().getName(), e.toString());
        }
    }

    private Chunk chunk(Consumer<String, byte[]> consumer, Cursor from, Set<Partition> behind) {
        Map<TopicPartition, Partition> places =
                behind.stream().collect(Collectors.toMap(topics::place, partition -> partition));
        consumer.assign(places.keySet());
        places.forEach((place, partition) -> consumer.seek(place, from.next(partition)));
        Map<Partition, Long> moves = Map.of();
        Gathering gathering = new Gathering();
        // A poll may bring nothing but transaction markers; then only positions move.
        for (int empty = 0; empty < POLLS && !gathering.full() && !behind.isEmpty() && !stopping; ) {
            ConsumerRecords<String, byte[]> records = consumer.poll(moves.isEmpty() ? POLL : Duration.ZERO);
            if (records.isEmpty()) {
                if (!moves.isEmpty()) {
                    break;
                }
                empty++;
            }
            for (TopicPartition place : records.partitions()) {
                gathering.add(places.get(place), records.records(place));
            }
            moves = moves(consumer, places, from);
            moves.putAll(gathering.left);
        }
        consumer.unsubscribe();
        return new Chunk(gathering.events, moves);
    }

    /** A chunk in the making. */
    private final class Gathering {
        private final List<LogEvent> events = new ArrayList<>();
        /** Where the partitions go on whose records were not all taken. */
        private final Map<Partition, Long> left = new HashMap<>();

        private int records;
        private long bytes;

        boolean full() {
            return records >= CHUNK || bytes >= CHUNK_BYTES;
        }

        void add(Partition partition, List<ConsumerRecord<String, byte[]>> read) {
            for (ConsumerRecord<String, byte[]> record : read) {
                if (full()) {
                    left.put(partition, record.offset());
                    return;
                }
                records++;
                bytes += RecordReader.size(record);
                events.addAll(reader.read(NAME, partition, List.of(record)));
            }
        }
    }

    private static Map<Partition, Long> moves(
            Consumer<?, ?> consumer, Map<TopicPartition, Partition> places, Cursor from) {
        Map<Partition, Long> moves = new HashMap<>();
        places.forEach((place, partition) -> {
            long position = consumer.position(place);
            if (position > from.next(partition)) {
                moves.put(partition, position);
            }
        });
        return moves;
    }

    private Cursor at(Consumer<?, ?> consumer, Start.At start, Cursor here) {
        Map<TopicPartition, Long> times = here.next().keySet().stream()
                .collect(Collectors.toMap(topics::place, p -> start.time().toEpochMilli()));
        Map<Partition, Long> next = new HashMap<>(here.next());
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
        here.next().keySet().forEach(partition -> {
            OffsetAndTimestamp offset = found.get(topics.place(partition));
            if (offset != null) {
                next.merge(partition, offset.offset(), Math::min);
            }
        });
        return new Cursor(here.topics(), next);
    }

    /** What the log has dropped, or never had, is told and not passed over in silence. */
    private Resumed checked(Consumer<?, ?> consumer, Cursor asked) {
        Map<TopicPartition, Partition> places = topics.find(consumer);
        places.values().removeIf(partition -> !asked.topics().contains(partition.topic()));
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(places.keySet());
        Map<TopicPartition, Long> ends = consumer.endOffsets(places.keySet());
        Map<Partition, Long> next = new HashMap<>();
        List<Gap> gaps = new ArrayList<>();
        places.forEach((place, partition) -> {
            long offset = asked.next(partition);
            long begin = begins.get(place);
            boolean anew = offset > ends.get(place);
            boolean dropped = offset < begin && !partition.topic().kept().compacted();
            if (anew || dropped) {
                gaps.add(new Gap(partition, offset, begin));
            }
            next.put(partition, anew ? begin : Math.max(offset, begin));
        });
        return new Resumed(new Cursor(asked.topics(), next), gaps);
    }
}
