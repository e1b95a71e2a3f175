package org.periapsis.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
            "  issuer/    issuer.pem and issuer.pub.pem (issuer.private and issuer.key), link.secret, service.token",
            "  secrets/   kafka/, postgres/ and s3/: a password for each service's account, a file each",
            "  kafka/     the broker's users, and an administrator's client properties",
            "  postgres/  init.sql: roles, schemas and extensions",
            "  s3/        buckets, and a policy for each account",
            "What is there stays; service.token is made anew each time."
        },
        footer = {
            "",
            "Example: periapsis prepare ./prepared --issuer https://periapsis.example.org --site esac --site jive"
        })
final class PrepareCommand implements Callable<Integer> {
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

    @Option(names = "--days", defaultValue = "365", description = "Life of service.token (default: ${DEFAULT-VALUE}).")
    private int days;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Preparation preparation = new Preparation(directory, sites.isEmpty() ? TopicsCommand.SITES : sites);
        preparation.issuer(issuer, days);
        preparation.secrets();
        preparation.kafka();
        preparation.postgres();
        preparation.objects();
        spec.commandLine().getOut().println(directory.toAbsolutePath());
        spec.commandLine().getOut().flush();
        return 0;
    }
}
