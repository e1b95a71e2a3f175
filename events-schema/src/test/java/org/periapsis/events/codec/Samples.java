package org.periapsis.events.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.periapsis.events.door.Numbers;
import org.periapsis.events.topic.Topic;

/** Records made from a schema alone, the same for the same seed. */
public final class Samples {
    /** What the unions with null hold. */
    public enum Optionals {
        ABSENT,
        PRESENT,
        EITHER
    }

    private final Random random;
    private final Optionals optionals;

    public Samples(long seed, Optionals optionals) {
        this.random = new Random(seed);
        this.optionals = optionals;
    }

    /** @return every event type of the catalogue */
    public static Stream<Class<? extends SpecificRecord>> types() {
        return Stream.of(Topic.values()).flatMap(topic -> topic.types().stream());
    }

    public static Schema schemaOf(Class<? extends SpecificRecord> type) {
        return SpecificData.getForClass(type).getSchema(type);
    }

    public SpecificRecord event(Class<? extends SpecificRecord> type) {
        Schema schema = schemaOf(type);
        SpecificDatumReader<SpecificRecord> reader =
                new SpecificDatumReader<>(schema, schema, SpecificData.getForClass(type));
        try {
            return reader.read(null, DecoderFactory.get().binaryDecoder(encode(record(schema)), null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] encode(GenericRecord record) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            new GenericDatumWriter<GenericRecord>(record.getSchema(), new GenericData()).write(record, encoder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    public static GenericRecord decode(byte[] body, Schema writer, Schema reader) {
        try {
            return new GenericDatumReader<GenericRecord>(writer, reader, new GenericData())
                    .read(null, DecoderFactory.get().binaryDecoder(body, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public GenericRecord record(Schema schema) {
        GenericData.Record made = new GenericData.Record(schema);
        schema.getFields().forEach(field -> made.put(field.pos(), value(field.schema())));
        return made;
    }

    private Object value(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> record(schema);
            case ENUM -> new GenericData.EnumSymbol(schema, oneOf(schema.getEnumSymbols()));
            case ARRAY -> list(schema);
            case MAP -> Map.of("key" + random.nextInt(10), value(schema.getValueType()));
            case UNION -> union(schema);
            case FIXED -> new GenericData.Fixed(schema, bytes(schema.getFixedSize()));
            case BYTES -> ByteBuffer.wrap(bytes(1 + random.nextInt(8)));
            case STRING -> text(schema);
            case INT -> random.nextInt();
            case LONG -> number(schema);
            case FLOAT -> random.nextFloat();
            case DOUBLE -> random.nextDouble() * 360;
            case BOOLEAN -> random.nextBoolean();
            case NULL -> null;
        };
    }

    private Object union(Schema schema) {
        boolean present =
                switch (optionals) {
                    case ABSENT -> false;
                    case PRESENT -> true;
                    case EITHER -> random.nextBoolean();
                };
        return schema.getTypes().stream()
                .filter(branch -> (branch.getType() != Schema.Type.NULL) == present)
                .findFirst()
                .map(this::value)
                .orElse(null);
    }

    private List<Object> list(Schema schema) {
        List<Object> items = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            items.add(value(schema.getElementType()));
        }
        return items;
    }

    private String text(Schema schema) {
        return LogicalTypes.uuid().equals(schema.getLogicalType())
                ? new UUID(random.nextLong(), random.nextLong()).toString()
                : "é✓ text " + random.nextInt(1_000_000);
    }

    private long number(Schema schema) {
        boolean time = schema.getLogicalType() instanceof LogicalTypes.TimestampMillis;
        // Amounts of bytes are bounded, and a plain long may be one.
        return time ? random.nextLong(4_102_444_800_000L) : random.nextLong(Numbers.LARGEST_FILE);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private <T> T oneOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
