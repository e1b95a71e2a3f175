package org.periapsis.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.periapsis.local.stack.StackState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Stops the local stack in order. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Stops the platform on this machine. Everything in its directory is kept.",
        footer = {"", "Example: periapsis down --dir /data/periapsis"})
final class DownCommand implements Callable<Integer> {
    private static final long STOP_SECONDS = 60;

    @Mixin
    private StackOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        StackState state = options.running();
        if (state == null) {
            return options.nothingRuns(spec.commandLine());
        }
        ProcessHandle process = state.process().orElse(null);
        if (process != null && !ended(process)) {
            spec.commandLine().getErr().println("periapsis: it did not stop within " + STOP_SECONDS + " s; ending it");
            process.destroyForcibly();
            process.onExit().get(10, TimeUnit.SECONDS);
        }
        spec.commandLine().getOut().println("Stopped. " + options.directory().root() + " keeps everything.");
        return 0;
    }

    private static boolean ended(ProcessHandle process) throws Exception {
        process.destroy();
        try {
            process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }
}
