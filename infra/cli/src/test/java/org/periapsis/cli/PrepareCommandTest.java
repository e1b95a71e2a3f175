package org.periapsis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PrepareCommandTest {
    @TempDir
    private Path directory;

    @Test
    void writesTheAdministratorsPropertiesForAnyBrokersAndLeavesWhatIsThere() throws IOException {
        Path authorities = Files.writeString(directory.resolve("ca.pem"), "");
        prepare(
                "--bootstrap",
                "kafka1:9092,kafka2:9093",
                "--mechanism",
                "SCRAM-SHA-512",
                "--tls",
                "--authorities",
                authorities.toString());
        Path file = directory.resolve("prepared/kafka/admin.properties");
        Properties admin = properties(file);
        assertThat(admin)
                .containsEntry("bootstrap.servers", "kafka1:9092,kafka2:9093")
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
                .containsEntry("ssl.truststore.type", "PEM")
                .containsEntry(
                        "ssl.truststore.location", authorities.toAbsolutePath().toString());
        assertThat(admin.getProperty("sasl.jaas.config"))
                .contains("scram.ScramLoginModule required username=\"admin\"");

        Files.writeString(file, Files.readString(file) + "request.timeout.ms=5000\n");
        prepare("--bootstrap", "elsewhere:9092");
        assertThat(properties(file))
                .containsEntry("bootstrap.servers", "kafka1:9092,kafka2:9093")
                .containsEntry("request.timeout.ms", "5000");
    }

    @Test
    void theAdministratorsPropertiesAreThoseOfAClient() throws IOException {
        prepare("--bootstrap", "127.0.0.1:1,127.0.0.1:2", "--mechanism", "SCRAM-SHA-256");
        Admin.create(properties(directory.resolve("prepared/kafka/admin.properties")))
                .close();
    }

    @Test
    void aSitesPartsGetATokenThatIsTheSitesAndNotAServices() throws IOException {
        prepare("--site", "esac", "--site", "jive");
        assertThat(roles("service.token")).isEqualTo("[\"service\"]");
        assertThat(roles("site-esac.token")).isEqualTo("[\"site:esac\"]");
        assertThat(roles("site-jive.token")).isEqualTo("[\"site:jive\"]");
    }

    private String roles(String file) throws IOException {
        String token = Files.readString(directory.resolve("prepared/issuer").resolve(file));
        String claims = new String(Base64.getUrlDecoder().decode(token.split("\\.", 3)[1]), StandardCharsets.UTF_8);
        return new JsonObject(claims).getJsonArray("roles").encode();
    }

    @Test
    void refusesAMechanismThatNoServiceKnows() {
        StringWriter said = new StringWriter();
        assertThat(command(said).execute("prepare", directory.toString(), "--issuer", "x", "--mechanism", "GSSAPI"))
                .isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(said.toString()).contains("--mechanism is none of");
    }

    private void prepare(String... options) {
        String[] arguments = new String[options.length + 4];
        System.arraycopy(
                new String[] {"prepare", directory.resolve("prepared").toString(), "--issuer", "https://sky.example.org"
                },
                0,
                arguments,
                0,
                4);
        System.arraycopy(options, 0, arguments, 4, options.length);
        StringWriter said = new StringWriter();
        assertThat(command(said).execute(arguments)).as(said.toString()).isZero();
    }

    private static CommandLine command(StringWriter said) {
        return PeriapsisMain.commandLine().setErr(new PrintWriter(said)).setOut(new PrintWriter(said));
    }

    private static Properties properties(Path file) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(Files.readString(file)));
        return properties;
    }
}
