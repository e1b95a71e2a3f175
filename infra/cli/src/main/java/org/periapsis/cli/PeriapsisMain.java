package org.periapsis.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The one command. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 nothing runs there. */
@Command(
        name = "periapsis",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Takes computing to the data: runs the platform on this machine, and talks to it.",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            LinkCommand.class,
            DemoCommand.class,
            BenchCommand.class,
            TopicsCommand.class,
            ServiceCommand.class,
            PrepareCommand.class,
            CommandLine.HelpCommand.class
        },
        footer = {"", "periapsis test   builds everything and runs every test (from a checkout)"})
public final class PeriapsisMain implements Runnable {
    static final int NOTHING_RUNS = 3;

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new PeriapsisMain()).setExecutionExceptionHandler((failure, command, parsed) -> {
            String text = failure.getMessage() == null ? failure.toString() : failure.getMessage();
            command.getErr().println("periapsis: " + text);
            if (System.getenv("PERIAPSIS_DEBUG") != null) {
                failure.printStackTrace(command.getErr());
            }
            return CommandLine.ExitCode.SOFTWARE;
        });
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say what to do");
    }
}
