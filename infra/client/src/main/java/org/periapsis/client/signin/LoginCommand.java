package org.periapsis.client.signin;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.periapsis.client.ExitCodes;
import org.periapsis.client.Surroundings;
import org.periapsis.client.json.Json;
import org.periapsis.client.server.Api;
import org.periapsis.client.server.KnownServers;
import org.periapsis.client.server.NotSignedIn;
import org.periapsis.client.server.Server;
import org.periapsis.client.show.Screen;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Signs in at a server, and keeps the sign-in. */
@Command(
        name = "login",
        description =
                "Signs in at a server, which is meant from then on. Without an option it prints an address to open in a"
                        + " browser, and waits until you have confirmed there.",
        footer = {
            "",
            "Example: periapsis login https://archive.example.org",
            "         periapsis login --link \"$(periapsis link)\"   (this machine's)",
            "         periapsis login https://archive.example.org --token < token.txt"
        })
public final class LoginCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "URL", arity = "0..1", description = "The server (default: the one signed in to last).")
    private String url;

    @ArgGroup
    private How how = new How();

    @Spec
    private CommandSpec spec;

    /** Other ways than by a browser. */
    static final class How {
        @Option(names = "--link", paramLabel = "LINK", description = "Redeems a one-time sign-in link.")
        private String link;

        @Option(names = "--token", description = "Takes a token from standard input.")
        private boolean token;
    }

    public LoginCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        Screen screen = Screen.of(spec.commandLine(), surroundings.terminal());
        KnownServers known = KnownServers.of(surroundings.environment());
        URI server = server(known);
        SignIn signIn = new SignIn(server, screen);
        String token = how.link != null ? signIn.byLink(how.link) : how.token ? given() : signIn.byBrowser();
        Json me = new Api(server, Optional.of(token)).get("/auth/me");
        if (me.is("anonymous")) {
            throw new NotSignedIn(server + " does not know this token");
        }
        String subject = me.text("subject").orElse("");
        known.keep(new Server(server, Optional.of(token), Optional.of(subject), SignIn.end(token)));
        screen.line("Signed in at " + server + " as " + subject + ".");
        return ExitCodes.DONE;
    }

    private URI server(KnownServers known) throws IOException {
        try {
            if (url == null && how.link != null) {
                URI link = URI.create(how.link);
                return Server.address(link.getScheme() + "://" + link.getAuthority());
            }
            if (url != null) {
                return Server.address(url);
            }
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        return known.current()
                .map(Server::url)
                .orElseThrow(() -> new CommandLine.ParameterException(
                        spec.commandLine(), "at which server? Say `periapsis login URL`"));
    }

    private String given() throws IOException {
        Optional<Console> console = Optional.ofNullable(System.console())
                .filter(any -> surroundings.terminal().in());
        if (console.isPresent()) {
            char[] typed = console.get().readPassword("Token: ");
            return typed == null ? "" : new String(typed).strip();
        }
        BufferedReader in = new BufferedReader(new InputStreamReader(surroundings.in(), StandardCharsets.UTF_8));
        String line = in.readLine();
        if (line == null || line.isBlank()) {
            throw new CommandLine.ParameterException(spec.commandLine(), "there is no token on standard input");
        }
        return line.strip();
    }
}
