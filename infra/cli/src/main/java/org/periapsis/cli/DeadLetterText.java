package org.periapsis.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.periapsis.cli.DeadLetterDesk.Letter;
import org.periapsis.events.codec.Decoded;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.codec.SchemaIds;
import org.periapsis.kit.failure.DeadLetter;
import org.periapsis.kit.failure.SetAside;

/** Records that were put aside, for people and for programs. What came from outside is shown without its control characters. */
final class DeadLetterText {
    private static final int REASON = 100;

    private final PrintWriter out;

    DeadLetterText(PrintWriter out) {
        this.out = out;
    }

    void list(List<Letter> letters, boolean json) {
        if (json) {
            JsonArray all = new JsonArray();
            letters.forEach(letter -> all.add(json(letter)));
            out.println(all.encodePrettily());
        } else if (letters.isEmpty()) {
            out.println("Nothing is set aside.");
        } else {
            for (Letter letter : letters) {
                DeadLetter fact = letter.entry().fact();
                out.println(letter.entry().place() + "  by " + letter.reader() + "  " + state(letter.entry()) + "  "
                        + fact.failure().name().toLowerCase(Locale.ROOT) + "  " + fact.at() + "  key "
                        + plain(letter.entry().key().orElse("-")));
                out.println("    " + cut(plain(fact.reason())));
            }
        }
        out.flush();
    }

    /** @param record empty when the broker no longer has it */
    void show(Letter letter, Optional<ConsumerRecord<String, byte[]>> record) {
        JsonObject json = json(letter);
        record.ifPresent(found -> {
            JsonObject headers = new JsonObject();
            for (Header header : found.headers()) {
                headers.put(
                        header.key(),
                        header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8));
            }
            json.put("headers", headers);
            json.put("bytes", found.value() == null ? 0 : found.value().length);
            event(found, json);
        });
        if (record.isEmpty()) {
            json.put("gone", "the broker no longer has the record");
        }
        out.println(json.encodePrettily());
        out.flush();
    }

    private static void event(ConsumerRecord<String, byte[]> record, JsonObject json) {
        Decoded decoded = new EventCodec(new OwnSchemas()).decode(record.value(), record.headers());
        if (decoded instanceof Decoded.Known known) {
            json.put("event", new JsonObject(known.event().data().toString()));
        } else {
            json.put("unreadable", decoded.toString());
        }
    }

    /** The schemas of this version, which a record names by their fingerprints; a registry would be another thing to reach. */
    private static final class OwnSchemas implements SchemaIds {
        @Override
        public int idOf(String subject, Schema schema) {
            throw new RegistryUnavailable("nothing is written here", null);
        }

        @Override
        public Optional<Schema> schemaOf(int id) {
            return Optional.empty();
        }
    }

    private static JsonObject json(Letter letter) {
        SetAside.Entry entry = letter.entry();
        JsonObject json = new JsonObject()
                .put("place", entry.place().toString())
                .put("reader", letter.reader())
                .put("key", entry.key().orElse(null))
                .put("state", state(entry))
                .put("class", entry.fact().failure().name().toLowerCase(Locale.ROOT))
                .put("reason", entry.fact().reason())
                .put("time", entry.fact().at().toString())
                .put("version", entry.fact().version());
        entry.fact().behind().ifPresent(offset -> json.put("waits_for_offset", offset));
        if (entry.state() == SetAside.State.RELEASED) {
            json.put("released_at_offset", entry.effect());
        }
        return json;
    }

    static String state(SetAside.Entry entry) {
        return switch (entry.state()) {
            case OPEN -> entry.fact().behind().isPresent() ? "waits" : "set aside";
            case ASKED -> "asked for";
            case RELEASED -> "released";
            case DROPPED -> "dropped";
        };
    }

    private static String plain(String text) {
        return text.replaceAll("\\p{C}", " ");
    }

    private static String cut(String text) {
        return text.length() <= REASON ? text : text.substring(0, REASON) + "…";
    }
}
