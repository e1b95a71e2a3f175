package org.periapsis.notifier.adapter.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.periapsis.kit.http.Turns;
import org.periapsis.kit.observe.Observer;
import org.periapsis.notifier.domain.PresentRights;
import org.periapsis.notifier.domain.Tail;

/** All open streams, and what they share. */
public final class EventStreams {
    /** Open streams. */
    public static final String OPEN = "periapsis_event_streams";
    /** Events sent to readers. */
    public static final String SENT = "periapsis_events_sent_total";
    /** Times that a reader fell behind the tail and went back to the log. */
    public static final String CATCH_UPS = "periapsis_event_catch_ups_total";

    /** Bytes of records that were read from the log for readers who are behind, and wait to be sent. */
    public static final String CATCH_UP_BYTES = "periapsis_event_catch_up_bytes";
    /** Bytes of records whose events are in the tail. */
    public static final String TAIL_BYTES = "periapsis_event_tail_bytes";

    /** Each has a chunk of the log in memory, until it is sent. */
    private static final int CATCH_UPS_AT_ONCE = 8;

    private static final int CATCH_UPS_OF_ONE = 2;
    /** Every stream may wait: their number has a limit of its own. */
    private static final int STREAMS = 100_000;

    private static final Duration CATCH_UP_PATIENCE = Duration.ofMinutes(1);

    private final Tail tail;
    private final Turns turns;
    private final PresentRights rights;
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
    private final Counter sent;
    private final Counter catchUps;
    private final AtomicLong catchUpBytes = new AtomicLong();

    public EventStreams(Vertx vertx, Tail tail, PresentRights rights, Observer observer) {
        this.tail = tail;
        this.turns = new Turns(
                vertx, new Turns.Limits(CATCH_UPS_AT_ONCE, CATCH_UPS_OF_ONE, STREAMS, STREAMS, CATCH_UP_PATIENCE));
        this.rights = rights;
        this.sent = observer.metrics().counter(SENT);
        this.catchUps = observer.metrics().counter(CATCH_UPS);
        Gauge.builder(OPEN, streams, Set::size).register(observer.metrics());
        Gauge.builder(CATCH_UP_BYTES, catchUpBytes, AtomicLong::get).register(observer.metrics());
        Gauge.builder(TAIL_BYTES, tail, Tail::bytes).register(observer.metrics());
    }

    /** Tells every stream that the tail has grown. Does not block. */
    public void wake() {
        streams.forEach(EventStream::wake);
    }

    Tail tail() {
        return tail;
    }

    PresentRights rights() {
        return rights;
    }

    void add(EventStream stream) {
        streams.add(stream);
    }

    void remove(EventStream stream) {
        streams.remove(stream);
    }

    void sent() {
        sent.increment();
    }

    /** When a stream may take a chunk of the log into memory. */
    Turns turns() {
        return turns;
    }

    /** @param bytes that a stream has in memory, since it has caught up some of the way */
    void catchUp(long bytes) {
        catchUps.increment();
        catchUpBytes.addAndGet(bytes);
    }

    /** @param bytes that a stream has no more */
    void letGo(long bytes) {
        catchUpBytes.addAndGet(-bytes);
    }
}
