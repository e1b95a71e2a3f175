package org.periapsis.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.common.KafkaException;

/** The properties of a Kafka client that somebody wrote into a file. */
final class ClientProperties {
    private static final String USER = "sasl.username";
    private static final String PASSWORD = "sasl.password";
    private static final String JAAS = "sasl.jaas.config";

    private ClientProperties() {}

    /** @return as Kafka's Java clients take them; user and password may be given as those of librdkafka take them */
    static Properties read(Path file) throws IOException {
        Properties client = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            client.load(in);
        }
        String user = client.getProperty(USER);
        String password = client.getProperty(PASSWORD);
        if (user != null && password != null && !client.containsKey(JAAS)) {
            String module = client.getProperty("sasl.mechanism", "").startsWith("SCRAM-")
                    ? "org.apache.kafka.common.security.scram.ScramLoginModule"
                    : "org.apache.kafka.common.security.plain.PlainLoginModule";
            client.setProperty(
                    JAAS, module + " required username=" + quoted(user) + " password=" + quoted(password) + ";");
        }
        client.remove(USER);
        client.remove(PASSWORD);
        return client;
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** That a client cannot be made is said with its cause: the first line alone tells nothing. */
    static IOException why(KafkaException failure) {
        StringBuilder text = new StringBuilder(String.valueOf(failure.getMessage()));
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && text.indexOf(cause.getMessage()) < 0) {
                text.append(": ").append(cause.getMessage());
            }
        }
        return new IOException(text.toString(), failure);
    }
}
