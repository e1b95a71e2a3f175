package org.periapsis.events.codec;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.periapsis.events.topic.Topic;

/** What is the same for every event of a type, made once. Avro's readers and writers are safe to share between threads. */
final class TypeCoding {
    private final SpecificData model;
    private final Schema schema;
    private final String subject;
    private final DatumWriter<SpecificRecord> writer;
    private final Map<Schema, DatumReader<SpecificRecord>> readers = new ConcurrentHashMap<>();
    private final BoundedFields bounded;
    private final Header typeHeader;
    private final Header schemaHeader;

    TypeCoding(Topic topic, Class<? extends SpecificRecord> type, SchemaCatalogue catalogue) {
        model = SpecificData.getForClass(type);
        schema = model.getSchema(type);
        subject = EventCodec.subject(topic, schema);
        writer = new SpecificDatumWriter<>(schema, model);
        bounded = new BoundedFields(schema);
        typeHeader = header(EventHeaders.TYPE, Event.TYPE_PREFIX + type.getSimpleName());
        schemaHeader = header(EventHeaders.SCHEMA, catalogue.fingerprint(schema));
    }

    static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }

    int idIn(SchemaIds registry) {
        return registry.idOf(subject, schema);
    }

    DatumWriter<SpecificRecord> writer() {
        return writer;
    }

    DatumReader<SpecificRecord> reader(Schema written) {
        return readers.computeIfAbsent(written, w -> new SpecificDatumReader<>(w, schema, model));
    }

    BoundedFields bounded() {
        return bounded;
    }

    Header typeHeader() {
        return typeHeader;
    }

    Header schemaHeader() {
        return schemaHeader;
    }
}
