package org.periapsis.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.periapsis.kit.config.ConfigurationError;
import org.periapsis.kit.config.Settings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes what an operator needs before the first service of a deployment starts. */
@Command(
        name = "prepare",
        mixinStandardHelpOptions = true,
        description = {
            "Writes what a deployment needs before its services start, into a directory that only its owner reads:",
            "  issuer/    issuer.pem and issuer.pub.pem (issuer.private and issuer.key), link.secret, service.token of the hub,",
            "             site-SITE.token (service.token of that site's agent and ingest)",
            "  secrets/   kafka/, postgres/ and s3/: a password for each service's account, a file each",
            "  kafka/     the broker's users, and an administrator's client properties",
            "  postgres/  init.sql: roles, schemas and extensions",
            "  s3/        buckets, and a policy for each account",
            "  admin.properties takes any property of a Kafka client; init.sql is given to psql by the shell, which may read it:",
            "  psql -d periapsis < DIR/postgres/init.sql",
            "What is there stays, the sites among it; tokens are made anew each time."
        },
        footer = {
            "",
            "Example: periapsis prepare ./prepared --issuer https://periapsis.example.org --site esac --site jive"
        })
final class PrepareCommand implements Callable<Integer> {
    private static final List<String> MECHANISMS = List.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512");

    @Parameters(paramLabel = "DIR", description = "Where it is written.")
    private Path directory;

    @Option(
            names = "--issuer",
            paramLabel = "NAME",
            description =
                    "issuer.name of all services: the address that people use, or any other URL (default: as DIR was made for).")
    private String issuer;

    @Option(
            names = "--site",
            paramLabel = "SITE",
            description = {
                "A site; may be repeated. Those that DIR was made for stay; in a new one they are esac, jive and skao, unless"
                        + " named."
            })
    private List<String> sites = new ArrayList<>();

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            split = ",",
            defaultValue = "kafka:9092",
            description = "Kafka's brokers, for admin.properties; several with commas (default: ${DEFAULT-VALUE}).")
    private List<String> bootstrap;

    @Option(
            names = "--mechanism",
            paramLabel = "NAME",
            defaultValue = "PLAIN",
            description = "The administrator's SASL mechanism: PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512.")
    private String mechanism;

    @Option(names = "--tls", description = "The brokers are reached by TLS.")
    private boolean tls;

    @Option(
            names = "--authorities",
            paramLabel = "FILE",
            description = "PEM of the authorities that sign the brokers' certificates (default: those of the JVM).")
    private Path authorities;

    @Option(names = "--days", defaultValue = "365", description = "Life of the tokens (default: ${DEFAULT-VALUE}).")
    private int days;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw wrong("DIR is no directory: " + directory);
        }
        Prepared prepared = Prepared.in(directory);
        check();
        String name = Optional.ofNullable(issuer)
                .or(prepared::issuer)
                .orElseThrow(() -> wrong("say --issuer: " + directory + " was made for none yet"));
        List<String> all = prepared.sitesAnd(sites);
        Preparation preparation = new Preparation(directory, all.isEmpty() ? TopicsCommand.SITES : all);
        preparation.issuer(name, days);
        preparation.secrets();
        preparation.kafka(new Preparation.Brokers(String.join(",", bootstrap), mechanism, tls, authorities));
        preparation.postgres();
        preparation.objects();
        spec.commandLine().getOut().println(directory.toAbsolutePath());
        spec.commandLine().getOut().flush();
        return 0;
    }

    /** Before anything is written. */
    private void check() {
        if (!MECHANISMS.contains(mechanism)) {
            throw wrong("--mechanism is none of " + MECHANISMS + ": " + mechanism);
        }
        if (days < 1) {
            throw wrong("--days is less than 1, and the tokens were expired at once: " + days);
        }
        sites.forEach(site -> TopicsCommand.check(site, spec));
        try {
            new Settings(Map.of("--bootstrap", String.join(",", bootstrap))).peers("--bootstrap");
            if (issuer != null) {
                new Settings(Map.of("--issuer", issuer)).uri("--issuer");
            }
        } catch (ConfigurationError e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        if (authorities != null) {
            certificates();
        }
    }

    private void certificates() {
        if (!tls) {
            throw wrong("--authorities has no use without --tls");
        }
        try (InputStream in = Files.newInputStream(authorities)) {
            if (!CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .isEmpty()) {
                return;
            }
        } catch (IOException | CertificateException e) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--authorities names a file whose certificates cannot be read: " + authorities,
                    e);
        }
        throw wrong("--authorities names a file without a certificate: " + authorities);
    }

    private CommandLine.ParameterException wrong(String fault) {
        return new CommandLine.ParameterException(spec.commandLine(), fault);
    }
}
