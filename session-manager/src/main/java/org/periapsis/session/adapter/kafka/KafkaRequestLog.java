package org.periapsis.session.adapter.kafka;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.avro.specific.SpecificRecord;
import org.periapsis.events.codec.Event;
import org.periapsis.kit.kafka.KafkaEventPublisher;
import org.periapsis.kit.kafka.Position;
import org.periapsis.session.domain.request.RequestLog;

/** Writes requests and datalabs to their topics. */
public final class KafkaRequestLog implements RequestLog {
    private static final String SOURCE = "/session-manager";

    private final KafkaEventPublisher publisher;
    private final Clock clock;

    public KafkaRequestLog(KafkaEventPublisher publisher, Clock clock) {
        this.publisher = publisher;
        this.clock = clock;
    }

    @Override
    public CompletionStage<List<String>> append(List<Entry> entries, String traceparent) {
        List<Event<SpecificRecord>> events = entries.stream()
                .map(entry -> new Event<>(
                        entry.id().toString(),
                        SOURCE,
                        entry.subject(),
                        clock.instant(),
                        Optional.ofNullable(traceparent),
                        (SpecificRecord) entry.data()))
                .toList();
        return publisher
                .publish(events)
                .map(positions -> positions.stream().map(Position::toString).toList())
                .toCompletionStage();
    }
}
