package org.periapsis.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.demo.SampleLoader;
import org.periapsis.local.stack.StackState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints a fresh sign-in link. */
@Command(
        name = "link",
        mixinStandardHelpOptions = true,
        description = "Prints a fresh one-time sign-in link to the platform on this machine.",
        footer = {"", "Example: periapsis link --as ada --role user --role archive:esa-sky"})
final class LinkCommand implements Callable<Integer> {
    @Mixin
    private StackOptions options;

    @Option(names = "--as", paramLabel = "USER", defaultValue = "astronomer", description = "Who signs in (default: ${DEFAULT-VALUE}).")
    private String user;

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description = "A role: user, moderator, operator, archive:NAME or site:ID. May be repeated. Default: user,"
                    + " operator and the sample archives.")
    private List<String> roles;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        StackState state = options.running();
        if (state == null) {
            return options.nothingRuns(spec.commandLine());
        }
        spec.commandLine()
                .getOut()
                .println(PlatformClient.anonymous(state.url())
                        .link(state.linkSecret(), user, roles == null ? SampleLoader.roles() : roles));
        return 0;
    }
}
