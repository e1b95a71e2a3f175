package org.periapsis.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.periapsis.embedded.kafka.EmbeddedKafka;
import org.periapsis.embedded.stack.ServiceAccounts;
import org.periapsis.local.stack.LocalStack;
import org.periapsis.local.stack.StackDirectory;
import org.periapsis.local.stack.StackState;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which Kafka an operator's command is about. */
final class KafkaOptions {
    @Mixin
    private StackOptions stack;

    @Option(
            names = "--kafka",
            paramLabel = "FILE",
            description =
                    "An administrator's client properties, as for topics --apply; without it the stack that runs here.")
    private Path file;

    StackOptions stack() {
        return stack;
    }

    /** @return client properties; empty when none is named and no stack runs here */
    Optional<Map<String, Object>> client() throws IOException {
        Map<String, Object> client = new HashMap<>();
        if (file != null) {
            Properties properties = ClientProperties.read(file);
            properties.stringPropertyNames().forEach(name -> client.put(name, properties.getProperty(name)));
            return Optional.of(client);
        }
        StackState state = stack.running();
        if (state == null) {
            return Optional.empty();
        }
        StackDirectory directory = stack.directory();
        ServiceAccounts accounts = ServiceAccounts.open(directory.keys().resolve("services.secrets"), LocalStack.SITES);
        client.putAll(EmbeddedKafka.administrator(
                state.addresses().getString("kafka"), accounts.kafka(directory.kafka(), 0)));
        return Optional.of(client);
    }
}
