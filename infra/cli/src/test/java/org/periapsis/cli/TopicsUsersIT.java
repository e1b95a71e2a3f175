package org.periapsis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.Patience;
import org.periapsis.embedded.kafka.EmbeddedKafka;
import org.periapsis.embedded.kafka.KafkaSettings;

/** The accounts of a deployment become SCRAM users of its brokers. */
class TopicsUsersIT {
    @TempDir
    private Path directory;

    @Test
    void givesEachAccountItsPassword() throws Exception {
        Path passwords = Files.createDirectories(directory.resolve("prepared/secrets/kafka"));
        Files.writeString(passwords.resolve("indexer"), "one");
        Files.writeString(passwords.resolve("ingest-esac"), "two");
        try (EmbeddedKafka kafka =
                EmbeddedKafka.start(new KafkaSettings(directory.resolve("kafka"), 0, "admin-secret", Map.of()))) {
            Path admin = properties(kafka.clientProperties(KafkaSettings.ADMIN));
            int exit = PeriapsisMain.commandLine()
                    .execute(
                            "topics",
                            "--apply",
                            admin.toString(),
                            "--users",
                            directory.resolve("prepared").toString(),
                            "--site",
                            "esac");
            assertThat(exit).isZero();
            try (Admin asked = Admin.create(Map.copyOf(kafka.clientProperties(KafkaSettings.ADMIN)))) {
                // The controller has them; the broker that is asked learns of them a moment later.
                Patience.until(
                        "the broker knows both",
                        Duration.ofSeconds(30),
                        () -> known(asked, "indexer") && known(asked, "ingest-esac"));
            }
        }
    }

    private static boolean known(Admin admin, String user) {
        try {
            return admin
                    .describeUserScramCredentials(List.of(user))
                    .description(user)
                    .get(20, TimeUnit.SECONDS)
                    .credentialInfos()
                    .stream()
                    .anyMatch(info -> info.mechanism() == ScramMechanism.SCRAM_SHA_512);
        } catch (ExecutionException notYet) {
            return false;
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path properties(Map<String, String> values) throws IOException {
        Properties properties = new Properties();
        values.forEach(properties::setProperty);
        Path file = directory.resolve("admin.properties");
        try (var out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
        return file;
    }
}
