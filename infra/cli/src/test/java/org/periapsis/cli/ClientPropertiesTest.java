package org.periapsis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientPropertiesTest {
    @TempDir
    private Path directory;

    @Test
    void userAndPasswordMayBeGivenAsAReaderOfAnotherLanguageHasThem() throws IOException {
        Properties client = read("PLAIN", "rea\\\\der", "se\"cret");
        assertThat(client.getProperty("sasl.jaas.config"))
                .isEqualTo("org.apache.kafka.common.security.plain.PlainLoginModule required"
                        + " username=\"rea\\\\der\" password=\"se\\\"cret\";");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(client, new StringDeserializer(), new StringDeserializer())) {
            assertThat(consumer.assignment()).isEmpty();
        }
        assertThat(read("SCRAM-SHA-512", "a", "b").getProperty("sasl.jaas.config"))
                .contains("ScramLoginModule");
    }

    @Test
    void whatAJavaClientIsGivenStays() throws IOException {
        Path file = Files.writeString(directory.resolve("client"), "sasl.jaas.config=mine\nacks=all\n");
        assertThat(ClientProperties.read(file)).containsOnlyKeys("sasl.jaas.config", "acks");
    }

    private Properties read(String mechanism, String user, String password) throws IOException {
        return ClientProperties.read(Files.writeString(
                directory.resolve("client"),
                "bootstrap.servers=127.0.0.1:1\nsecurity.protocol=SASL_PLAINTEXT\nsasl.mechanism=" + mechanism
                        + "\nsasl.username=" + user + "\nsasl.password=" + password + "\n"));
    }
}
