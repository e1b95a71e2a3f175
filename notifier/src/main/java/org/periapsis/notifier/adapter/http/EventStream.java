package org.periapsis.notifier.adapter.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.periapsis.kit.rights.ProductRights;
import org.periapsis.notifier.domain.Disclosure;
import org.periapsis.notifier.domain.Feed;
import org.periapsis.notifier.domain.LogEvent;
import org.periapsis.notifier.domain.LogHistory;
import org.periapsis.notifier.domain.Partition;
import org.periapsis.notifier.domain.Place;
import org.periapsis.notifier.domain.Tail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reader's connection. It takes from the tail while it keeps up, and from the log while it does not; when its socket is
 * full it takes nothing, so that it costs the others neither time nor memory. What it has read of the log is in memory until it is
 * sent: so few streams may at once, in turns. Runs on its connection's event loop.
 */
final class EventStream {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final int SLICE = 256;
    private static final int SOCKET_BUFFER = 64 << 10;
    private static final long RETRY_MS = 1_000;
    private static final long BEHIND = -1;
    /** A stream that sends nothing of what it has read for so long lets go of it, and reads it again. */
    private static final long HOLD_MS = 2_000;
    /** Products asked about at once. */
    private static final int ASKED = 500;
    /** An event that is younger tells the rights of its product as they are. */
    private static final Duration NEW = Duration.ofMinutes(1);

    private final EventStreams streams;
    private final LogHistory history;
    private final CloudEventJson json;
    private final Feed feed;
    private final String who;
    private final HttpServerResponse response;
    private final Vertx vertx;
    private final Context context;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final ArrayDeque<LogEvent> chunk = new ArrayDeque<>();
    private Map<Partition, Long> chunkMoves = Map.of();
    private Map<String, ProductRights> present = Map.of();
    private Optional<Promise<Void>> turn = Optional.empty();
    private long chunkBytes;
    private boolean held;
    private Optional<Place> unanswered = Optional.empty();
    private long sequence = BEHIND;
    private boolean reading;
    private boolean closed;
    private boolean quiet = true;
    private Instant progress = Instant.now();
    private String lastId = "";

    /**
     * For whom it is.
     *
     * @param who the person, or the address of one who is not signed in
     */
    record Reader(String who, Feed feed) {}

    /** @param streams what it shares with the others */
    EventStream(
            Vertx vertx,
            EventStreams streams,
            LogHistory history,
            CloudEventJson json,
            Reader reader,
            HttpServerResponse response) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.streams = streams;
        this.history = history;
        this.json = json;
        this.feed = reader.feed();
        this.who = reader.who();
        this.response = response;
    }

    /** What stands before every stream. */
    static HttpServerResponse headers(HttpServerResponse response) {
        return response.putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no");
    }

    /** Answers, and sends from then on. */
    void open(List<LogHistory.Gap> gaps) {
        response.setWriteQueueMaxSize(SOCKET_BUFFER);
        headers(response).setChunked(true);
        response.drainHandler(drained -> pump());
        // The id comes before any event, so that also a reader cut off before the first resumes exactly.
        lastId = feed.id();
        response.write("retry: 2000\nid: " + lastId + "\n\n");
        gaps.forEach(this::tell);
        streams.add(this);
        pump();
    }

    /** Something new may be in the tail. From any thread. */
    void wake() {
        if (woken.compareAndSet(false, true)) {
            context.runOnContext(ignored -> {
                woken.set(false);
                pump();
            });
        }
    }

    /** Ends the answer in good order. From any thread. */
    void close() {
        context.runOnContext(ignored -> {
            if (!closed && !response.ended()) {
                response.end();
            }
            gone();
        });
    }

    /** The connection is gone. */
    void gone() {
        closed = true;
        letGo();
        streams.remove(this);
    }

    /** Keeps intermediaries from closing a quiet connection, and closes one that takes nothing any more. */
    void heartbeat(Duration patience) {
        if (closed) {
            return;
        }
        if (response.writeQueueFull()) {
            if (progress.plus(patience).isBefore(Instant.now())) {
                LOG.info("event=stream-stalled seconds={}", patience.toSeconds());
                response.reset();
                gone();
            }
            return;
        }
        progress = Instant.now();
        String id = quiet ? feed.id() : lastId;
        response.write(id.equals(lastId) ? ": heartbeat\n\n" : ": heartbeat\nid: " + id + "\n\n");
        lastId = id;
        quiet = true;
    }

    private void pump() {
        while (!closed && !reading && !response.writeQueueFull()) {
            if (!chunk.isEmpty()) {
                if (atHand(chunk)) {
                    deliver(chunk.poll());
                }
            } else if (!chunkMoves.isEmpty()) {
                feed.skip(chunkMoves);
                chunkMoves = Map.of();
            } else if (turn.isPresent()) {
                letGo();
            } else if (sequence == BEHIND) {
                catchUp();
            } else if (!takeFromTail()) {
                return;
            }
        }
        holdNotForLong();
    }

    /** A reader that takes nothing keeps no turn from the others. */
    private void holdNotForLong() {
        if (turn.isEmpty() || held || !response.writeQueueFull()) {
            return;
        }
        held = true;
        Promise<Void> mine = turn.get();
        Instant since = progress;
        vertx.setTimer(HOLD_MS, timer -> {
            held = false;
            if (turn.filter(mine::equals).isPresent() && !reading && response.writeQueueFull()) {
                if (progress.equals(since)) {
                    letGo();
                } else {
                    holdNotForLong();
                }
            }
        });
    }

    /** What was read of the log and is not sent is read again. */
    private void letGo() {
        chunk.clear();
        chunkMoves = Map.of();
        streams.letGo(chunkBytes);
        chunkBytes = 0;
        Optional<Promise<Void>> mine = turn;
        turn = Optional.empty();
        mine.ifPresent(Promise::complete);
    }

    /** @return false when there is nothing more for now */
    private boolean takeFromTail() {
        Optional<Tail.Slice> slice = streams.tail().from(sequence, SLICE);
        if (slice.isEmpty()) {
            sequence = BEHIND;
            return true;
        }
        List<LogEvent> events = slice.get().events();
        for (int i = 0; i < events.size(); i++) {
            if (response.writeQueueFull() || !atHand(events.subList(i, events.size()))) {
                return true;
            }
            deliver(events.get(i));
            sequence++;
        }
        return !events.isEmpty();
    }

    private void deliver(LogEvent event) {
        Optional<Disclosure.Shown> passed = feed.pass(event, present, Instant.now());
        // It may be as long as the event.
        present = Map.of();
        passed.ifPresent(shown -> {
            lastId = feed.id();
            quiet = false;
            progress = Instant.now();
            response.write("id: " + lastId + "\ndata: " + json.of(shown) + "\n\n");
            streams.sent();
        });
    }

    /**
     * Whether it is known which rights the products that the first of these events names have now. If not it is asked, for some of
     * the next events too, and the stream goes on with the answer; what is old waits as long as there is none.
     */
    private boolean atHand(Iterable<LogEvent> ahead) {
        LogEvent first = ahead.iterator().next();
        Set<String> ids = feed.asks(first, Instant.now());
        Optional<Map<String, ProductRights>> known = ids.isEmpty() || unanswered.equals(Optional.of(first.place()))
                ? Optional.of(Map.of())
                : streams.rights().atHand(ids);
        known.ifPresent(rights -> present = rights);
        if (known.isPresent()) {
            return true;
        }
        Set<String> asked = new HashSet<>(ids);
        for (LogEvent event : ahead) {
            if (asked.size() < ASKED) {
                asked.addAll(feed.asks(event, Instant.now()));
            }
        }
        reading = true;
        streams.rights()
                .of(asked)
                .whenComplete((found, failure) -> context.runOnContext(ignored -> {
                    if (failure == null) {
                        reading = false;
                        pump();
                        return;
                    }
                    LOG.warn("event=rights-unknown products={} cause={}", asked.size(), failure.toString());
                    if (first.event().time().isAfter(Instant.now().minus(NEW))) {
                        // What it says of its own product's rights holds still; other products are not named.
                        unanswered = Optional.of(first.place());
                    }
                    letGo();
                    later();
                }));
        return false;
    }

    private void catchUp() {
        Tail.Head head = streams.tail().head();
        if (feed.cursor().behind(head.cursor()).isEmpty()) {
            sequence = head.sequence();
            return;
        }
        reading = true;
        streams.turns()
                .take(who, () -> closed, () -> readOn(head))
                .onFailure(refused -> context.runOnContext(ignored -> later()));
    }

    /** @return complete when nothing of what was read is in memory any more */
    private Future<Void> readOn(Tail.Head head) {
        Promise<Void> mine = Promise.promise();
        turn = Optional.of(mine);
        history.read(feed.cursor(), head.cursor())
                .whenComplete((read, failure) -> context.runOnContext(ignored -> {
                    if (closed) {
                        return;
                    }
                    if (failure == null) {
                        reading = false;
                        chunk.addAll(read.events());
                        chunkMoves = read.moves();
                        chunkBytes =
                                read.events().stream().mapToLong(LogEvent::size).sum();
                        streams.catchUp(chunkBytes);
                        pump();
                    } else {
                        LOG.warn("event=catch-up-failed cause={}", failure.toString());
                        letGo();
                        later();
                    }
                }));
        return mine.future();
    }

    private void later() {
        vertx.setTimer(RETRY_MS, timer -> {
            reading = false;
            pump();
        });
    }

    private void tell(LogHistory.Gap gap) {
        JsonObject data = new JsonObject()
                .put("topic", gap.partition().topic().baseName())
                .put("site", gap.partition().site())
                .put("partition", gap.partition().number())
                .put("from", gap.from())
                .put("to", gap.to());
        response.write("event: gap\ndata: " + data.encode() + "\n\n");
    }
}
