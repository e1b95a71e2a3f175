package org.periapsis.notifier.adapter.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

    private final Tail tail;
    private final PresentRights rights;
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
    private final Counter sent;
    private final Counter catchUps;

    public EventStreams(Tail tail, PresentRights rights, Observer observer) {
        this.tail = tail;
        this.rights = rights;
        this.sent = observer.metrics().counter(SENT);
        this.catchUps = observer.metrics().counter(CATCH_UPS);
        Gauge.builder(OPEN, streams, Set::size).register(observer.metrics());
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

    void catchUp() {
        catchUps.increment();
    }
}
