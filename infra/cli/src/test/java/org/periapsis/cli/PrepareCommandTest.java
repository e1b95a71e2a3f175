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
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.stack.LogAccess;
import picocli.CommandLine;

class PrepareCommandTest {
    @TempDir
    private Path directory;

    @Test
    void writesTheAdministratorsPropertiesForAnyBrokersAndLeavesWhatIsThere() throws IOException {
        Path authorities = certificate();
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
        return claims(file).getJsonArray("roles").encode();
    }

    private JsonObject claims(String file) throws IOException {
        String token = Files.readString(directory.resolve("prepared/issuer").resolve(file));
        String claims = new String(Base64.getUrlDecoder().decode(token.split("\\.", 3)[1]), StandardCharsets.UTF_8);
        return new JsonObject(claims);
    }

    @Test
    void remembersItsIssuerAndItsSites() throws IOException {
        prepare("--site", "vla", "--site", "lofar-2");
        Path place = directory.resolve("prepared");
        Files.delete(place.resolve("issuer/link.secret"));
        String before = Files.readString(place.resolve("postgres/init.sql"));

        assertThat(command(new StringWriter()).execute("prepare", place.toString()))
                .isZero();
        assertThat(place.resolve("issuer/link.secret")).isNotEmptyFile();
        assertThat(place.resolve("postgres/init.sql")).hasContent(before);
        assertThat(claims("site-lofar-2.token").getString("iss")).isEqualTo("https://sky.example.org");
        assertThat(place.resolve("issuer/site-esac.token")).doesNotExist();

        assertThat(command(new StringWriter()).execute("prepare", place.toString(), "--site", "esac"))
                .isZero();
        assertThat(place.resolve("postgres/init.sql"))
                .content()
                .contains("ingest_esac", "ingest_vla", "ingest_lofar_2")
                .doesNotContain("jive");
        PrintedTopics printed = PrintedTopics.of("--users", place.toString());
        assertThat(printed.topics())
                .containsExactlyElementsOf(new LogAccess(List.of("esac", "lofar-2", "vla"), "").topics());
    }

    @Test
    void wantsAnIssuerForADirectoryThatIsNew() {
        assertThat(refused("prepare", directory.resolve("new").toString())).contains("say --issuer");
        assertThat(directory.resolve("new")).doesNotExist();
    }

    @Test
    void refusesWhatNoDeploymentTakesAndWritesNothing() throws IOException {
        Path empty = Files.writeString(directory.resolve("empty.pem"), "");
        for (List<String> wrong : List.of(
                List.of("--mechanism", "GSSAPI"),
                List.of("--days", "0"),
                List.of("--issuer", "not a url"),
                List.of("--issuer", ""),
                List.of("--site", "Bad Site"),
                List.of("--bootstrap", "kafka"),
                List.of("--authorities", "/nope", "--tls"),
                List.of("--authorities", empty.toString(), "--tls"),
                List.of("--authorities", certificate().toString()))) {
            List<String> all =
                    new ArrayList<>(List.of("prepare", directory.resolve("new").toString()));
            if (!wrong.contains("--issuer")) {
                all.addAll(List.of("--issuer", "https://sky.example.org"));
            }
            all.addAll(wrong);
            assertThat(refused(all.toArray(new String[0]))).as("%s", wrong).contains(wrong.get(0) + " ");
            assertThat(directory.resolve("new")).doesNotExist();
        }
        assertThat(refused("prepare", empty.toString(), "--issuer", "https://sky.example.org"))
                .contains("is no directory: " + empty);
    }

    private static String refused(String... arguments) {
        StringWriter said = new StringWriter();
        assertThat(command(said).execute(arguments)).as(said.toString()).isEqualTo(CommandLine.ExitCode.USAGE);
        return said.toString();
    }

    /** One of those that come with Java. */
    private Path certificate() throws IOException {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            byte[] first = ((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers()[0].getEncoded();
            return Files.writeString(
                    directory.resolve("ca.pem"),
                    "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(first)
                            + "\n-----END CERTIFICATE-----\n");
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
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
