package org.periapsis.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what a shell needs to complete this command's words. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Prints the completion of commands, options and their values for a shell.",
        footer = {
            "",
            "Example: source <(periapsis completion bash)",
            "         periapsis completion zsh > ~/.zsh/periapsis && source ~/.zsh/periapsis"
        })
final class CompletionCommand implements Callable<Integer> {
    /** What is printed serves both. */
    private static final List<String> SHELLS = List.of("bash", "zsh");

    @Parameters(
            paramLabel = "SHELL",
            arity = "0..1",
            defaultValue = "bash",
            description = "bash or zsh (default: ${DEFAULT-VALUE}).")
    private String shell;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (!SHELLS.contains(shell)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "no completion for " + shell + "; there is for " + SHELLS);
        }
        spec.commandLine()
                .getOut()
                .println(AutoComplete.bash("periapsis", spec.root().commandLine()));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
