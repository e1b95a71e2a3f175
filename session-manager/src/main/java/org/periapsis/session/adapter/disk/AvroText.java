package org.periapsis.session.adapter.disk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** One record as an Avro data file, which has the schema that it was written by and so outlives an upgrade, in Base64. */
final class AvroText {

    private AvroText() {}

    static String of(SpecificRecord record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        SpecificData model = SpecificData.getForClass(record.getClass());
        try (DataFileWriter<SpecificRecord> writer =
                new DataFileWriter<>(new SpecificDatumWriter<>(record.getSchema(), model))) {
            writer.create(record.getSchema(), bytes);
            writer.append(record);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    static <T extends SpecificRecord> T read(String text, Class<T> type) throws IOException {
        return read(Base64.getDecoder().decode(text), type);
    }

    /** @param bytes an Avro data file */
    static <T extends SpecificRecord> T read(byte[] bytes, Class<T> type) throws IOException {
        SpecificData model = SpecificData.getForClass(type);
        Schema schema = model.getSchema(type);
        try (DataFileReader<T> reader = new DataFileReader<>(
                new SeekableByteArrayInput(bytes), new SpecificDatumReader<>(schema, schema, model))) {
            return reader.next();
        }
    }
}
