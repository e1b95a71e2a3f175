package org.periapsis.cli;

import java.io.FileDescriptor;
import org.periapsis.client.ExitCodes;
import org.periapsis.client.Surroundings;
import org.periapsis.client.Verbs;
import org.periapsis.client.show.Screen;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The one command. Exit codes: those of {@link ExitCodes}, and 3 when nothing runs there. */
@Command(
        name = "periapsis",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Takes computing to the data: runs the platform on this machine, and talks to any that runs.",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            LinkCommand.class,
            DemoCommand.class,
            BenchCommand.class,
            TopicsCommand.class,
            DlqCommand.class,
            ServiceCommand.class,
            PrepareCommand.class,
            CompletionCommand.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "",
            "periapsis test   builds everything and runs every test (from a checkout); --full the long ones too,",
            "                 --external the one on parts of others'"
        })
public final class PeriapsisMain implements Runnable {
    static final int NOTHING_RUNS = 3;

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        CommandLine command = commandLine();
        command.setOut(Screen.utf8(FileDescriptor.out)).setErr(Screen.utf8(FileDescriptor.err));
        int code = command.execute(arguments);
        command.getOut().flush();
        System.exit(code);
    }

    static CommandLine commandLine() {
        return Verbs.mannered(new Verbs(Surroundings.ofProcess()).addTo(new CommandLine(new PeriapsisMain())));
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say what to do");
    }
}
