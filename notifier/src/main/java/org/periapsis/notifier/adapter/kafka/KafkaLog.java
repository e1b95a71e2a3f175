package org.periapsis.notifier.adapter.kafka;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.observe.Observer;
import org.periapsis.notifier.domain.LogHistory;
import org.periapsis.notifier.domain.Tail;

/** The log for those who read events: its end in memory, the rest on request. */
public final class KafkaLog {
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final int CATCH_UP_THREADS = 2;

    private final Tail tail;
    private final LogTailer tailer;
    private final CatchUpReaders readers;

    /**
     * @param tail filled by this
     * @param more called on a thread of its own whenever the tail has grown; must not block
     */
    public KafkaLog(KafkaAccess access, EventCodec codec, Tail tail, Observer observer, Runnable more) {
        RecordReader records = new RecordReader(codec, observer);
        this.tail = tail;
        this.tailer = new LogTailer(access, records, tail, observer, more);
        this.readers = new CatchUpReaders(access, records, CATCH_UP_THREADS, observer);
    }

    public void start() {
        readers.start();
        tailer.start();
    }

    /** Completes when the end of the log was found. */
    public CompletableFuture<Void> begun() {
        return tailer.begun();
    }

    public Tail tail() {
        return tail;
    }

    public LogHistory history() {
        return readers;
    }

    public Future<Void> stop(Vertx vertx) {
        return Future.fromCompletionStage(tailer.stop(STOP))
                .eventually(() -> vertx.executeBlocking(
                        () -> {
                            readers.stop(STOP);
                            return null;
                        },
                        false));
    }
}
