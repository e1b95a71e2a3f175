package org.periapsis.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.periapsis.client.json.Json;
import org.periapsis.client.server.Api;
import org.periapsis.client.server.KnownServers;
import org.periapsis.client.server.Server;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.demo.SampleLoader;
import org.periapsis.local.stack.StackState;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints a fresh sign-in link. */
@Command(
        name = "link",
        mixinStandardHelpOptions = true,
        description =
                "Prints a fresh one-time sign-in link to the platform on this machine, or as an operator to another.",
        footer = {
            "",
            "Example: periapsis link --as ada --role user --role archive:esa-sky",
            "         periapsis link --server https://archive.example.org --as ada --role user"
        })
final class LinkCommand implements Callable<Integer> {
    @Mixin
    private StackOptions options;

    @Option(
            names = "--as",
            paramLabel = "USER",
            defaultValue = "astronomer",
            description = "Who signs in (default: ${DEFAULT-VALUE}).")
    private String user;

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description = "A role: user, moderator, operator, archive:NAME or site:ID. May be repeated. Default: user,"
                    + " operator and the sample archives.")
    private List<String> roles;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "At this server, where you are signed in as an operator.")
    private String server;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (server != null) {
            return atServer();
        }
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

    private int atServer() throws IOException {
        if (roles == null) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "with which roles? Say --role user, and more as they are needed");
        }
        Server known = KnownServers.of(System.getenv()).at(Server.address(server));
        spec.commandLine()
                .getOut()
                .println(new Api(known.url(), known.token())
                        .send(
                                "POST",
                                "/auth/links",
                                Json.object().put("user", user).put("roles", roles))
                        .body()
                        .text("link")
                        .orElseThrow(() -> new IOException("The server made no link")));
        return 0;
    }
}
