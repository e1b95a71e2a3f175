package org.periapsis.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
            "What is there stays; tokens are made anew each time."
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
            required = true,
            description = "issuer.name of all services: the address that people use, or any other URL.")
    private String issuer;

    @Option(names = "--site", paramLabel = "SITE", description = "A site; may be repeated (default: esac, jive, skao).")
    private List<String> sites = new ArrayList<>();

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            split = ",",
            description = "Kafka's brokers, for admin.properties; several with commas (default: kafka:9092).")
    private List<String> bootstrap = new ArrayList<>();

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
        if (!MECHANISMS.contains(mechanism)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--mechanism is none of " + MECHANISMS + ": " + mechanism);
        }
        Preparation preparation = new Preparation(directory, sites.isEmpty() ? TopicsCommand.SITES : sites);
        preparation.issuer(issuer, days);
        preparation.secrets();
        preparation.kafka(new Preparation.Brokers(
                bootstrap.isEmpty() ? "kafka:9092" : String.join(",", bootstrap), mechanism, tls, authorities));
        preparation.postgres();
        preparation.objects();
        spec.commandLine().getOut().println(directory.toAbsolutePath());
        spec.commandLine().getOut().flush();
        return 0;
    }
}
