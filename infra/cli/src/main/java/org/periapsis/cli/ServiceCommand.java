package org.periapsis.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.periapsis.indexer.IndexerMain;
import org.periapsis.ingest.IngestMain;
import org.periapsis.notifier.NotifierMain;
import org.periapsis.portal.PortalMain;
import org.periapsis.scheduler.SchedulerMain;
import org.periapsis.session.AgentMain;
import org.periapsis.session.SessionApiMain;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs one service as this process, against Kafka, PostgreSQL, S3 and a registry that are there already. */
@Command(
        name = "service",
        mixinStandardHelpOptions = true,
        description =
                "Runs one service as this process, until it gets a signal. Its settings are the keys of its README, in a file"
                        + " of key=value lines and as environment variables: kafka.bootstrap is PERIAPSIS_KAFKA_BOOTSTRAP.",
        footer = {"", "Example: periapsis service ingest --config /etc/periapsis/ingest-esac.properties"})
final class ServiceCommand implements Callable<Integer> {
    private static final Map<String, Main> SERVICES = Map.of(
            "agent", AgentMain::main,
            "indexer", IndexerMain::main,
            "ingest", IngestMain::main,
            "notifier", NotifierMain::main,
            "portal", PortalMain::main,
            "scheduler", SchedulerMain::main,
            "session-manager", SessionApiMain::main);

    @Parameters(
            paramLabel = "NAME",
            description = "agent, indexer, ingest, notifier, portal, scheduler, session-manager.")
    private String name;

    @Option(names = "--config", paramLabel = "FILE", description = "Its settings; the environment goes over them.")
    private Path config;

    @Spec
    private CommandSpec spec;

    @FunctionalInterface
    private interface Main {
        void run(String[] arguments);
    }

    @Override
    public Integer call() {
        Main main = SERVICES.get(name);
        if (main == null) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "there is no service " + name + ": name one of " + new TreeSet<>(SERVICES.keySet()));
        }
        main.run(config == null ? new String[0] : new String[] {config.toString()});
        return 0;
    }
}
