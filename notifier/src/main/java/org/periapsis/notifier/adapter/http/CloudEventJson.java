package org.periapsis.notifier.adapter.http;

import io.vertx.core.json.JsonObject;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.periapsis.notifier.domain.Disclosure;
import org.periapsis.notifier.domain.LogEvent;
import org.periapsis.notifier.domain.Partition;

/**
 * Events in the CloudEvents 1.0 JSON format. Extension attributes: {@code traceparent}, {@code site}, and {@code position}, the
 * event's place on the log as in the {@code Periapsis-Position} header. Thread-safe; remembers the newest, since many
 * readers get the same event.
 */
final class CloudEventJson {
    private static final int REMEMBERED = 1_024;
    /** Characters of what is remembered. */
    static final int LONGEST = 4 << 20;

    private final String prefix;
    /** The oldest first. */
    private final Map<Place, String> recent = new LinkedHashMap<>();

    private long length;

    private record Place(Partition partition, long offset) {}

    /** @param prefix the deployment's, before topic names */
    CloudEventJson(String prefix) {
        this.prefix = prefix;
    }

    /** What is withheld from one reader is made for that reader alone. */
    String of(Disclosure.Shown shown) {
        return shown.withheld().isEmpty() ? of(shown.event()) : json(shown).encode();
    }

    private String of(LogEvent event) {
        Place place = new Place(event.partition(), event.offset());
        synchronized (recent) {
            String known = recent.get(place);
            if (known != null) {
                return known;
            }
        }
        String made = make(event);
        remember(place, made);
        return made;
    }

    private void remember(Place place, String made) {
        synchronized (recent) {
            if (made.length() > LONGEST || recent.putIfAbsent(place, made) != null) {
                return;
            }
            length += made.length();
            for (Iterator<String> oldest = recent.values().iterator();
                    length > LONGEST || recent.size() > REMEMBERED; ) {
                length -= oldest.next().length();
                oldest.remove();
            }
        }
    }

    /** Characters that are remembered. */
    long length() {
        synchronized (recent) {
            return length;
        }
    }

    /** The event, with its place in parts: {@code topic}, {@code partition}, {@code offset}. */
    JsonObject placed(Disclosure.Shown shown) {
        LogEvent logged = shown.event();
        return json(shown)
                .put("topic", topic(logged.partition()))
                .put("partition", logged.partition().number())
                .put("offset", logged.offset());
    }

    private String make(LogEvent logged) {
        return json(new Disclosure.Shown(logged, Set.of())).encode();
    }

    private String topic(Partition partition) {
        String site = partition.site().isEmpty() ? "" : partition.site() + ".";
        return prefix + site + partition.topic().baseName();
    }

    private JsonObject json(Disclosure.Shown shown) {
        LogEvent logged = shown.event();
        var event = logged.event();
        Partition partition = logged.partition();
        JsonObject json = new JsonObject()
                .put("specversion", "1.0")
                .put("id", event.id())
                .put("source", event.source())
                .put("type", event.type())
                .put("subject", event.subject())
                .put("time", event.time().toString())
                .put("datacontenttype", "application/json");
        event.traceparent().ifPresent(trace -> json.put("traceparent", trace));
        if (!logged.site().isEmpty()) {
            json.put("site", logged.site());
        }
        return json.put("position", topic(partition) + ":" + partition.number() + ":" + logged.offset())
                .put("data", AvroJson.of(event.data(), shown.withheld()));
    }
}
