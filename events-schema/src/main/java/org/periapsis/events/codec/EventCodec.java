package org.periapsis.events.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.periapsis.events.door.Instants;
import org.periapsis.events.topic.Topic;

/**
 * Events to bytes and back: Avro binary in the Confluent wire format (0x0, 4-byte schema id, body) with CloudEvents headers.
 * Subject = base topic name + record full name. Thread-safe.
 */
public final class EventCodec {
    private static final byte MAGIC = 0;
    private static final int PREFIX = 5;
    private static final Header SPEC_VERSION = TypeCoding.header(EventHeaders.SPEC_VERSION, "1.0");
    private static final Header CONTENT_TYPE = TypeCoding.header(EventHeaders.CONTENT_TYPE, "application/avro");

    private final SchemaIds schemaIds;
    private final SchemaCatalogue catalogue = SchemaCatalogue.own();
    private final Map<Class<?>, TypeCoding> codings = new HashMap<>();
    private final Map<Class<?>, Integer> ids = new ConcurrentHashMap<>();

    public EventCodec(SchemaIds schemaIds) {
        this.schemaIds = schemaIds;
        for (Topic topic : Topic.values()) {
            topic.types().forEach(type -> codings.put(type, new TypeCoding(topic, type, catalogue)));
        }
    }

    /** @return the registry subject of an event type: topic + record name */
    public static String subject(Topic topic, Schema schema) {
        return topic.baseName() + "-" + schema.getFullName();
    }

    /**
     * Registers every type of a topic, so that a later send does not wait for the registry.
     *
     * @throws SchemaIds.RegistryUnavailable when the registry does not answer
     * @throws SchemaIds.IncompatibleSchema when the registry refuses a schema
     */
    public void register(Topic topic) {
        topic.types().forEach(this::idOf);
    }

    /**
     * @return the record value, without anything that would not be read
     * @throws IllegalArgumentException when a number is not finite a time beyond the years that every store takes,
     *     or an amount of bytes negative or beyond what sums can hold
     * @throws SchemaIds.RegistryUnavailable when the type has no id yet and the registry does not answer
     * @throws SchemaIds.IncompatibleSchema when the registry refuses the schema
     */
    public byte[] value(SpecificRecord data) {
        TypeCoding coding = coding(data);
        int id = idOf(data.getClass());
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream(512);
            out.write(MAGIC);
            out.write(id >>> 24);
            out.write(id >>> 16);
            out.write(id >>> 8);
            out.write(id);
            coding.bounded().check(data);
            BinaryEncoder encoder = new StorableEncoder(out);
            coding.writer().write(data, encoder);
            encoder.flush();
            return out.toByteArray();
        } catch (UnstorableException e) {
            throw new IllegalArgumentException(data.getSchema().getName() + " is not written: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory", e);
        }
    }

    /** Adds the CloudEvents, trace and schema headers of an event. */
    public void headers(Event<?> event, Headers headers) {
        TypeCoding coding = coding(event.data());
        headers.add(SPEC_VERSION);
        put(headers, EventHeaders.ID, event.id());
        put(headers, EventHeaders.SOURCE, event.source());
        headers.add(coding.typeHeader());
        put(headers, EventHeaders.SUBJECT, event.subject());
        put(headers, EventHeaders.TIME, event.time().toString());
        headers.add(CONTENT_TYPE);
        headers.add(coding.schemaHeader());
        event.traceparent().ifPresent(t -> put(headers, EventHeaders.TRACEPARENT, t));
    }

    /**
     * @return the event, or what is wrong with the record
     * @throws SchemaIds.RegistryUnavailable when the schema is not in this build's catalogue and the registry does not answer
     */
    public Decoded decode(byte[] value, Headers headers) {
        String type = text(headers, EventHeaders.TYPE).orElse(null);
        String id = text(headers, EventHeaders.ID).orElse(null);
        if (type == null || id == null) {
            return new Decoded.Bad("no " + (type == null ? EventHeaders.TYPE : EventHeaders.ID) + " header");
        }
        if (value == null || value.length < PREFIX || value[0] != MAGIC) {
            return new Decoded.Bad("not in the Confluent wire format");
        }
        Optional<TypeCoding> coding = known(type);
        if (coding.isEmpty()) {
            return new Decoded.Unknown(type, id);
        }
        Optional<Schema> written = text(headers, EventHeaders.SCHEMA)
                .flatMap(catalogue::byFingerprint)
                .or(() -> schemaIds.schemaOf(schemaId(value)));
        if (written.isEmpty()) {
            return new Decoded.Bad("schema id " + schemaId(value) + " is in no registry, or is not plain Avro");
        }
        return event(value, headers, id, coding.get(), written.get());
    }

    private static Decoded event(byte[] value, Headers headers, String id, TypeCoding coding, Schema written) {
        String source = text(headers, EventHeaders.SOURCE).orElse("");
        String subject = text(headers, EventHeaders.SUBJECT).orElse("");
        if (id.indexOf(0) >= 0 || source.indexOf(0) >= 0 || subject.indexOf(0) >= 0) {
            return new Decoded.Bad("a header has the character U+0000, which not every store takes");
        }
        Instant time;
        try {
            time = Instant.parse(text(headers, EventHeaders.TIME).orElse(""));
        } catch (DateTimeException e) {
            return new Decoded.Bad(EventHeaders.TIME + " is not a time: " + e.getMessage());
        }
        if (!Instants.holds(time)) {
            return new Decoded.Bad(EventHeaders.TIME + " is not of the years that every store takes");
        }
        SpecificRecord data;
        try {
            BoundedDecoder body = new BoundedDecoder(value, PREFIX);
            data = coding.reader(written).read(null, body);
            if (body.remaining() > 0) {
                return new Decoded.Bad(body.remaining() + " bytes after the body");
            }
            coding.bounded().check(data);
        } catch (UnstorableException e) {
            return new Decoded.Bad(e.getMessage());
        } catch (IOException
                | RuntimeException e) { // Avro names no exception for what hostile bytes can make of its readers
            return new Decoded.Bad("body does not fit its schema: " + e);
        }
        return new Decoded.Known(new Event<>(id, source, subject, time, text(headers, EventHeaders.TRACEPARENT), data));
    }

    private Optional<TypeCoding> known(String type) {
        return type.startsWith(Event.TYPE_PREFIX)
                ? Topic.type(type.substring(Event.TYPE_PREFIX.length())).map(codings::get)
                : Optional.empty();
    }

    private TypeCoding coding(SpecificRecord data) {
        TypeCoding coding = codings.get(data.getClass());
        if (coding == null) {
            throw new IllegalArgumentException(data.getClass().getName() + " is not an event of the catalogue");
        }
        return coding;
    }

    // Not computeIfAbsent: it would hold a lock of the map while the registry is slow.
    private int idOf(Class<? extends SpecificRecord> type) {
        Integer id = ids.get(type);
        if (id == null) {
            id = codings.get(type).idIn(schemaIds);
            ids.put(type, id);
        }
        return id;
    }

    private static int schemaId(byte[] value) {
        return ByteBuffer.wrap(value, 1, 4).getInt();
    }

    /** @return a header's value as text */
    public static Optional<String> text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }

    private static void put(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
