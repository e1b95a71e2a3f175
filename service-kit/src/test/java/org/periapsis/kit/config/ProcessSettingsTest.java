package org.periapsis.kit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessSettingsTest {
    @TempDir
    private Path directory;

    @Test
    void readsTheFileThatTheArgumentNames() throws IOException {
        String file = write("site=esac\narchive.esac-sky=esac\n");
        Settings settings = ProcessSettings.of(Map.of(), file);
        assertThat(settings.text("site")).isEqualTo("esac");
        assertThat(settings.text("archive.esac-sky")).isEqualTo("esac");
        settings.done();
    }

    @Test
    void readsTheFileThatTheEnvironmentNamesAndTheEnvironmentGoesOverIt() throws IOException {
        String file = write("kafka.bootstrap=one:9092\nkafka.password.file=/nowhere\n");
        Settings settings = ProcessSettings.of(Map.of(
                "PERIAPSIS_CONFIG", file, "PERIAPSIS_KAFKA_BOOTSTRAP", "two:9092", "PERIAPSIS_KAFKA_PASSWORD", "p"));
        assertThat(settings.text("kafka.bootstrap")).isEqualTo("two:9092");
        assertThat(settings.text("kafka.password")).isEqualTo("p");
        settings.done();
    }

    @Test
    void readsAValueFromAFileOfItsOwn() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "-----BEGIN KEY-----\nabc\n");
        Settings settings = ProcessSettings.of(Map.of("PERIAPSIS_ISSUER_KEY_FILE", secret.toString()));
        assertThat(settings.text("issuer.key")).isEqualTo("-----BEGIN KEY-----\nabc");
        settings.done();
    }

    @Test
    void takesNoVariableOfTheCommandForASetting() {
        Settings settings = ProcessSettings.of(Map.of(
                "PERIAPSIS_HEAP", "512m",
                "PERIAPSIS_TIER", "1",
                "PERIAPSIS_NO_BUILD", "1",
                "PERIAPSIS_JAVA_OPTS", "-Xlog:gc",
                "PERIAPSIS_CONFIG", "",
                "PERIAPSIS_SITE", "esac"));
        assertThat(settings.text("site")).isEqualTo("esac");
        settings.done();
    }

    @Test
    void refusesAValueThatIsGivenTwice() throws IOException {
        String file = write("link.secret=a\nlink.secret.file=/nowhere\n");
        assertThatThrownBy(() -> ProcessSettings.of(Map.of(), file))
                .isInstanceOf(ConfigurationError.class)
                .hasMessageContaining("link.secret is given twice");
    }

    @Test
    void namesTheFileThatCannotBeRead() throws IOException {
        assertThatThrownBy(() -> ProcessSettings.of(Map.of("PERIAPSIS_CONFIG", "/nowhere/at.all")))
                .isInstanceOf(ConfigurationError.class)
                .hasMessageStartingWith("PERIAPSIS_CONFIG names a file that cannot be read: /nowhere/at.all");
        assertThatThrownBy(() -> ProcessSettings.of(Map.of(), "/nowhere/at.all"))
                .hasMessageStartingWith("the command line names a file that cannot be read: /nowhere/at.all");
        String file = write("link.secret.file=/nowhere/secret\n");
        assertThatThrownBy(() -> ProcessSettings.of(Map.of(), file))
                .isInstanceOf(ConfigurationError.class)
                .hasMessageContaining("link.secret.file")
                .hasMessageContaining("/nowhere/secret");
    }

    private String write(String text) throws IOException {
        return Files.writeString(directory.resolve("service.properties"), text).toString();
    }
}
