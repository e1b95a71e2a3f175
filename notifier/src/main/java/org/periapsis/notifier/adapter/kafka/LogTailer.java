package org.periapsis.notifier.adapter.kafka;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.observe.Observer;
import org.periapsis.notifier.domain.LogEvent;
import org.periapsis.notifier.domain.Partition;
import org.periapsis.notifier.domain.Tail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that follows the end of the log for everybody. It belongs to no group and commits nothing: every reader
 * carries its own cursor. Topics that appear later are read from their beginning.
 */
public final class LogTailer {
    private static final Logger LOG = LoggerFactory.getLogger(LogTailer.class);
    private static final String NAME = "tail";
    private static final Duration POLL = Duration.ofMillis(250);
    private static final long LOOK_FOR_TOPICS_NS = TimeUnit.SECONDS.toNanos(5);
    /** A broker that is away must not keep this service from stopping. */
    private static final int PATIENCE_MS = 5_000;

    private static final long FIRST_PAUSE_MS = 100;
    private static final long LONGEST_PAUSE_MS = 5_000;

    private final KafkaAccess access;
    private final LogTopics topics;
    private final RecordReader reader;
    private final Tail tail;
    private final Observer observer;
    private final Runnable more;
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean stopping;
    private Map<TopicPartition, Partition> known = Map.of();
    private long pause = FIRST_PAUSE_MS;

    /** @param more called on this thread whenever the tail has grown */
    LogTailer(KafkaAccess access, RecordReader reader, Tail tail, Observer observer, Runnable more) {
        this.access = access;
        this.topics = new LogTopics(access.prefix());
        this.reader = reader;
        this.tail = tail;
        this.observer = observer;
        this.more = more;
        this.thread = new Thread(this::run, access.clientId() + "-" + NAME);
        this.thread.setDaemon(true);
    }

    void start() {
        observer.consumer(NAME, false, "starting");
        thread.start();
    }

    /** Completes when the end of the log was found: from then on nothing is missed. */
    CompletableFuture<Void> begun() {
        return begun.copy();
    }

    CompletableFuture<Void> stop(Duration deadline) {
        stopping = true;
        return ended.copy().orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void run() {
        Map<String, Object> properties = access.consumer(NAME);
        properties.put("default.api.timeout.ms", PATIENCE_MS);
        FetchLimits.set(properties);
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(properties)) {
            long looked = System.nanoTime() - LOOK_FOR_TOPICS_NS;
            while (!stopping) {
                try {
                    if (System.nanoTime() - looked >= LOOK_FOR_TOPICS_NS) {
                        look(consumer);
                        looked = System.nanoTime();
                    }
                    if (known.isEmpty()) {
                        LockSupport.parkNanos(POLL.toNanos());
                    } else {
                        append(consumer, consumer.poll(POLL));
                    }
                    pause = FIRST_PAUSE_MS;
                } catch (RuntimeException e) {
                    waitAfter(e);
                }
            }
        } catch (Throwable e) { // an Error too: everybody's streams would stand still, and nobody would hear of it
            LOG.error("event=tail-died cause={}", e.toString(), e);
            observer.died(thread.getName(), e.toString());
            begun.completeExceptionally(e);
        } finally {
            ended.complete(null);
        }
    }

    private void look(KafkaConsumer<String, byte[]> consumer) {
        Map<TopicPartition, Partition> found = topics.find(consumer);
        Set<TopicPartition> fresh = new HashSet<>(found.keySet());
        fresh.removeAll(known.keySet());
        boolean first = !begun.isDone();
        if (!fresh.isEmpty()) {
            Map<TopicPartition, Long> starts = first ? consumer.endOffsets(fresh) : consumer.beginningOffsets(fresh);
            Set<TopicPartition> all = new HashSet<>(known.keySet());
            all.addAll(fresh);
            consumer.assign(all);
            starts.forEach((place, offset) -> {
                consumer.seek(place, offset);
                tail.begin(found.get(place), offset);
            });
            known = found;
            LOG.info("event=topics-found partitions={} new={}", known.size(), fresh.size());
        }
        // With no topic at all there is no end of the log yet to begin at.
        if (first && !known.isEmpty()) {
            begun.complete(null);
        }
        observer.consumer(NAME, !known.isEmpty(), known.isEmpty() ? "no topics yet" : "reading");
    }

    private void append(KafkaConsumer<String, byte[]> consumer, ConsumerRecords<String, byte[]> records) {
        Set<TopicPartition> open = new HashSet<>(records.partitions());
        try {
            for (TopicPartition place : records.partitions()) {
                Partition partition = known.get(place);
                List<ConsumerRecord<String, byte[]>> read = records.records(place);
                List<LogEvent> events = reader.read(NAME, partition, read);
                tail.append(partition, events, read.get(read.size() - 1).offset() + 1);
                open.remove(place);
                observer.handled(NAME, events.size());
            }
        } finally {
            // What the registry could not name yet is read again.
            open.forEach(
                    place -> consumer.seek(place, records.records(place).get(0).offset()));
            if (!records.isEmpty()) {
                more.run();
            }
        }
    }

    private void waitAfter(RuntimeException e) {
        if (!stopping) {
            LOG.warn("event=tail-paused pause_ms={} cause={}", pause, e.toString());
            observer.consumer(NAME, false, "waiting: " + e.getMessage());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause));
            pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
        }
    }
}
