package org.periapsis.session.adapter.disk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** One record in an Avro data file, with the schema that it was written by. */
final class AvroFile {

    private AvroFile() {}

    static void write(Path file, SpecificRecord record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        SpecificData model = SpecificData.getForClass(record.getClass());
        try (DataFileWriter<SpecificRecord> writer =
                new DataFileWriter<>(new SpecificDatumWriter<>(record.getSchema(), model))) {
            writer.create(record.getSchema(), bytes);
            writer.append(record);
        }
        PrivateFile.write(file, bytes.toByteArray());
    }

    static <T extends SpecificRecord> T read(Path file, Class<T> type) throws IOException {
        SpecificData model = SpecificData.getForClass(type);
        Schema schema = model.getSchema(type);
        try (DataFileReader<T> reader = new DataFileReader<>(
                new SeekableByteArrayInput(Files.readAllBytes(file)),
                new SpecificDatumReader<>(schema, schema, model))) {
            return reader.next();
        }
    }
}
