package org.periapsis.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.periapsis.client.basket.BasketCommand;
import org.periapsis.client.event.EventsCommand;
import org.periapsis.client.find.FindCommand;
import org.periapsis.client.get.GetCommand;
import org.periapsis.client.ingest.IngestCommand;
import org.periapsis.client.job.JobCommand;
import org.periapsis.client.session.SessionCommand;
import org.periapsis.client.show.Format;
import org.periapsis.client.signin.LoginCommand;
import org.periapsis.client.signin.LogoutCommand;
import org.periapsis.client.signin.WhoamiCommand;
import org.periapsis.client.site.DatalabsCommand;
import org.periapsis.client.site.SitesCommand;
import org.periapsis.client.sky.Angle;
import org.periapsis.client.sky.Wavelength;
import org.periapsis.client.work.Quantities;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The commands that talk to a server, made only when they are wanted: what is not made does not cost a start its time. */
public final class Verbs {
    private final Map<String, Supplier<CommandLine>> verbs = new LinkedHashMap<>();

    /** A command that is nothing without its subcommands. */
    public abstract static class Group implements Runnable {
        @Spec
        private CommandSpec spec;

        @Override
        public final void run() {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "say what to do: " + String.join(", ", spec.subcommands().keySet()));
        }
    }

    public Verbs(Surroundings around) {
        verbs.put("login", () -> new CommandLine(new LoginCommand(around)));
        verbs.put("logout", () -> new CommandLine(new LogoutCommand(around)));
        verbs.put("whoami", () -> new CommandLine(new WhoamiCommand(around)));
        verbs.put("find", () -> positional(new CommandLine(new FindCommand(around))));
        verbs.put("get", () -> new CommandLine(new GetCommand(around)));
        verbs.put("basket", () -> BasketCommand.of(around));
        verbs.put("ingest", () -> new CommandLine(new IngestCommand(around)));
        verbs.put("datalabs", () -> new CommandLine(new DatalabsCommand(around)));
        verbs.put("session", () -> SessionCommand.of(around));
        verbs.put("job", () -> JobCommand.of(around));
        verbs.put("sites", () -> new CommandLine(new SitesCommand(around)));
        verbs.put("events", () -> new CommandLine(new EventsCommand(around)));
    }

    public java.util.Set<String> names() {
        return java.util.Collections.unmodifiableSet(verbs.keySet());
    }

    /** Adds all of them to a root command. */
    public CommandLine addTo(CommandLine root) {
        verbs.forEach((name, verb) -> root.addSubcommand(name, verb.get()));
        return root;
    }

    /** Adds one to a root command. */
    public CommandLine addTo(CommandLine root, String name) {
        return root.addSubcommand(name, verbs.get(name).get());
    }

    /** Gives a whole tree of commands the same manners: help, errors, exit codes, how values are read. */
    public static CommandLine mannered(CommandLine root) {
        ExitCodes codes = new ExitCodes();
        root.setExecutionExceptionHandler(codes)
                .setParameterExceptionHandler(codes)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(Angle.class, text -> read(Angle::parse, text))
                .registerConverter(Wavelength.class, text -> read(Wavelength::parse, text))
                .registerConverter(Quantities.Span.class, text -> read(Quantities.Span::parse, text))
                .registerConverter(Quantities.Memory.class, text -> read(Quantities.Memory::parse, text))
                .registerConverter(Format.class, Verbs::format);
        help(root);
        return root;
    }

    private static void help(CommandLine command) {
        if (command.getCommandSpec().findOption("--help") == null) {
            command.getCommandSpec()
                    .addOption(OptionSpec.builder("-h", "--help")
                            .usageHelp(true)
                            .description("Shows this.")
                            .build());
        }
        command.getCommandSpec()
                .usageMessage()
                .sortOptions(false)
                .sortSynopsis(false)
                .abbreviateSynopsis(true);
        command.getSubcommands().values().forEach(Verbs::help);
    }

    /** A declination such as -28:56:24 looks like an option; the command itself tells those apart. */
    private static CommandLine positional(CommandLine command) {
        return command.setUnmatchedOptionsArePositionalParams(true);
    }

    private static <T> T read(Function<String, T> reader, String text) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    private static Format format(String text) {
        return Optional.of(text)
                .flatMap(name -> java.util.Arrays.stream(Format.values())
                        .filter(format -> format.toString().equalsIgnoreCase(name))
                        .findFirst())
                .orElseThrow(() -> new TypeConversionException(
                        "'" + text + "' is no format: table, tsv, csv, json, ndjson (find also votable and ids)"));
    }
}
