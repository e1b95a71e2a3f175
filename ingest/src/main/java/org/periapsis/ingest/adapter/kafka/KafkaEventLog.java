package org.periapsis.ingest.adapter.kafka;

import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.avro.specific.SpecificRecord;
import org.periapsis.events.codec.Event;
import org.periapsis.ingest.domain.intake.EventLog;
import org.periapsis.ingest.domain.intake.Fact;
import org.periapsis.kit.failure.FailureClass;
import org.periapsis.kit.failure.Failures;
import org.periapsis.kit.kafka.KafkaEventPublisher;
import org.periapsis.kit.kafka.Position;
import org.periapsis.kit.observe.TraceContext;

/** Writes facts as events of this site's ingest. */
public final class KafkaEventLog implements EventLog {
    private final KafkaEventPublisher publisher;
    private final String source;
    private final Clock clock;

    public KafkaEventLog(KafkaEventPublisher publisher, String site, Clock clock) {
        this.publisher = publisher;
        this.source = "/sites/" + site + "/ingest";
        this.clock = clock;
    }

    @Override
    public CompletionStage<List<String>> publish(List<Fact> facts) {
        Optional<String> trace = Optional.of(TraceContext.childOf(Optional.empty()));
        List<Event<SpecificRecord>> events = facts.stream()
                .map(f -> new Event<>(
                        f.eventId(),
                        source,
                        f.subject(),
                        clock.instant(),
                        f.trace().or(() -> trace),
                        f.record()))
                .toList();
        return publisher
                .publish(events)
                .map(positions -> positions.stream().map(Position::toString).toList())
                .recover(failure -> Future.failedFuture(
                        Failures.of(failure) == FailureClass.POISON ? new NeverTaken(failure) : failure))
                .toCompletionStage();
    }
}
