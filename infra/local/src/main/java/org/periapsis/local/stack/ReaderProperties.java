package org.periapsis.local.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.periapsis.embedded.stack.EmbeddedStack;
import org.periapsis.kit.config.KafkaConfig;

/** {@code reader.properties}: how a program outside, such as kcat or a Python consumer, reads the whole log. */
final class ReaderProperties {
    private ReaderProperties() {}

    static void write(StackDirectory directory, EmbeddedStack parts) throws IOException {
        KafkaConfig kafka = parts.kafkaConfig("reader");
        KafkaConfig.Credentials user = kafka.user().orElseThrow();
        Path file = directory.root().resolve("reader.properties");
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                file,
                """
                # Reads every topic of this stack; group ids begin with "reader". Schemas: see schema.registry.url.
                bootstrap.servers=%s
                security.protocol=SASL_PLAINTEXT
                sasl.mechanism=PLAIN
                sasl.username=%s
                sasl.password=%s
                schema.registry.url=%s
                """
                        .formatted(
                                kafka.bootstrap(), user.name(), user.password().value(), kafka.registry()));
    }
}
