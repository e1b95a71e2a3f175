package org.periapsis.notifier.domain;

import java.util.Objects;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.periapsis.events.RunRef;
import org.periapsis.events.codec.Event;

/**
 * An event and where it stands on the log.
 *
 * @param offset within the partition
 * @param site the site that it is about or comes from; empty when neither is one
 * @param audience who may see it
 * @param size of its record, in bytes; in memory it is some three times as long
 */
public record LogEvent(
        Partition partition,
        long offset,
        Event<? extends SpecificRecord> event,
        String site,
        Audience audience,
        int size) {
    public LogEvent {
        Objects.requireNonNull(partition, "partition");
        Objects.requireNonNull(event, "event");
    }

    /** @param size of its record, in bytes */
    public static LogEvent of(Partition partition, long offset, Event<? extends SpecificRecord> event, int size) {
        return new LogEvent(partition, offset, event, site(partition, event.data()), Visibility.of(event.data()), size);
    }

    public Place place() {
        return new Place(event.time(), partition, offset);
    }

    /** @return the event's simple type name */
    public String type() {
        return event.data().getClass().getSimpleName();
    }

    /** The event's own site goes first: a decision stands on a hub topic and is about a site. */
    private static String site(Partition partition, SpecificRecord data) {
        return text(data, "site")
                .or(() -> run(data).map(RunRef::getSite))
                .or(() -> text(data, "target_site"))
                .orElse(partition.site());
    }

    private static Optional<RunRef> run(SpecificRecord data) {
        Schema.Field field = data.getSchema().getField("run");
        return field != null && data.get(field.pos()) instanceof RunRef run ? Optional.of(run) : Optional.empty();
    }

    private static Optional<String> text(SpecificRecord data, String name) {
        Schema.Field field = data.getSchema().getField(name);
        return field != null && data.get(field.pos()) instanceof String text ? Optional.of(text) : Optional.empty();
    }
}
