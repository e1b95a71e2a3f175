package org.periapsis.events.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.periapsis.events.topic.Topic;

/**
 * Events to bytes and back: Avro binary in the Confluent wire format (0x0, 4-byte schema id, body) with CloudEvents headers.
 * Subject = base topic name + record full name. Thread-safe.
 */
public final class EventCodec {
    private static final byte MAGIC = 0;
    private static final int PREFIX = 5;

    private final SchemaIds schemaIds;
    private final SchemaCatalogue catalogue;
    private final Map<Class<?>, Integer> ids = new ConcurrentHashMap<>();

    public EventCodec(SchemaIds schemaIds) {
        this.schemaIds = schemaIds;
        this.catalogue = SchemaCatalogue.own();
    }

    /** @return the registry subject of an event type: topic + record name */
    public static String subject(Topic topic, Schema schema) {
        return topic.baseName() + "-" + schema.getFullName();
    }

    /**
     * Registers every type of a topic, so that a later send does not wait for the registry.
     *
     * @throws SchemaIds.RegistryUnavailable when the registry does not answer
     */
    public void register(Topic topic) {
        topic.types().forEach(type -> idOf(topic, SpecificData.get().getSchema(type), type));
    }

    /** @return the record value */
    public byte[] value(SpecificRecord data) {
        int id = idOf(Topic.of(data), data.getSchema(), data.getClass());
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream(512);
            out.write(MAGIC);
            out.write(ByteBuffer.allocate(4).putInt(id).array());
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
            new SpecificDatumWriter<SpecificRecord>(data.getSchema(), SpecificData.getForClass(data.getClass()))
                    .write(data, encoder);
            encoder.flush();
            return out.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory", e);
        }
    }

    /** Adds the CloudEvents, trace and schema headers of an event. */
    public void headers(Event<?> event, Headers headers) {
        put(headers, EventHeaders.SPEC_VERSION, "1.0");
        put(headers, EventHeaders.ID, event.id());
        put(headers, EventHeaders.SOURCE, event.source());
        put(headers, EventHeaders.TYPE, event.type());
        put(headers, EventHeaders.SUBJECT, event.subject());
        put(headers, EventHeaders.TIME, event.time().toString());
        put(headers, EventHeaders.CONTENT_TYPE, "application/avro");
        put(headers, EventHeaders.SCHEMA, catalogue.fingerprint(event.data().getSchema()));
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
        Optional<Class<? extends SpecificRecord>> known = Topic.type(type.substring(type.lastIndexOf('.') + 1));
        if (known.isEmpty()) {
            return new Decoded.Unknown(type, id);
        }
        Optional<Schema> writer = text(headers, EventHeaders.SCHEMA)
                .flatMap(catalogue::byFingerprint)
                .or(() -> schemaIds.schemaOf(ByteBuffer.wrap(value, 1, 4).getInt()));
        if (writer.isEmpty()) {
            return new Decoded.Bad("schema id " + ByteBuffer.wrap(value, 1, 4).getInt() + " is in no registry");
        }
        return body(value, headers, known.get(), writer.get());
    }

    private static Decoded body(byte[] value, Headers headers, Class<? extends SpecificRecord> type, Schema writer) {
        try {
            SpecificData model = SpecificData.getForClass(type);
            SpecificRecord data = new SpecificDatumReader<SpecificRecord>(writer, model.getSchema(type), model)
                    .read(null, DecoderFactory.get().binaryDecoder(value, PREFIX, value.length - PREFIX, null));
            return new Decoded.Known(new Event<>(
                    text(headers, EventHeaders.ID).orElseThrow(),
                    text(headers, EventHeaders.SOURCE).orElse(""),
                    text(headers, EventHeaders.SUBJECT).orElse(""),
                    Instant.parse(text(headers, EventHeaders.TIME).orElse("")),
                    text(headers, EventHeaders.TRACEPARENT),
                    data));
        } catch (IOException | AvroRuntimeException | ClassCastException | IndexOutOfBoundsException e) {
            return new Decoded.Bad("body does not fit its schema: " + e);
        } catch (DateTimeException e) {
            return new Decoded.Bad(EventHeaders.TIME + " is not a time: " + e.getMessage());
        }
    }

    private int idOf(Topic topic, Schema schema, Class<?> type) {
        Integer id = ids.get(type);
        if (id == null) {
            id = schemaIds.idOf(subject(topic, schema), schema);
            ids.put(type, id);
        }
        return id;
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
