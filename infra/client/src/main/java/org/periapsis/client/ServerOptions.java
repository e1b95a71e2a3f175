package org.periapsis.client;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.periapsis.client.server.Api;
import org.periapsis.client.server.KnownServers;
import org.periapsis.client.server.NotSignedIn;
import org.periapsis.client.server.Server;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which server a command talks to: the one named, that of PERIAPSIS_SERVER, or that of the last sign-in. */
public final class ServerOptions {
    private static final String SERVER = "PERIAPSIS_SERVER";
    private static final String TOKEN = "PERIAPSIS_TOKEN";
    private static final String TOKEN_FILE = "PERIAPSIS_TOKEN_FILE";

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The server (default: PERIAPSIS_SERVER, or the one you signed in to last).")
    private String url;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** @return the server, as whoever is signed in there, or as nobody */
    public Api api(Map<String, String> environment) throws IOException {
        Server server = server(environment);
        String given = environment.getOrDefault(TOKEN, "");
        if (!given.isEmpty()) {
            return new Api(server.url(), Optional.of(given.strip()));
        }
        boolean over =
                server.expires().filter(end -> !end.isAfter(Instant.now())).isPresent();
        Optional<String> kept = over ? Optional.empty() : server.token();
        return new Api(server.url(), kept.isPresent() ? kept : found(server.url(), environment));
    }

    /** In a session or job the site lays a token for its own portal into a file, and renews it there: no other server gets it. */
    private Optional<String> found(URI server, Map<String, String> environment) throws IOException {
        String file = environment.getOrDefault(TOKEN_FILE, "");
        String at = environment.getOrDefault(SERVER, "");
        if (file.isEmpty() || at.isEmpty() || !address(at).equals(server)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(Path.of(file)).strip()).filter(text -> !text.isEmpty());
        } catch (NoSuchFileException notYet) {
            return Optional.empty();
        }
    }

    /** @throws NotSignedIn when nobody is signed in there */
    public Api signedIn(Map<String, String> environment) throws IOException {
        Api api = api(environment);
        if (!api.signedIn()) {
            boolean ended = server(environment).token().isPresent();
            throw new NotSignedIn(
                    (ended ? "Your sign-in at " + api.base() + " has ended" : "Nobody is signed in at " + api.base())
                            + ": `periapsis login " + api.base() + "`");
        }
        return api;
    }

    public Server server(Map<String, String> environment) throws IOException {
        KnownServers known = KnownServers.of(environment);
        String named = url != null ? url : environment.getOrDefault(SERVER, "");
        if (!named.isEmpty()) {
            return known.at(address(named));
        }
        return known.current()
                .orElseThrow(() -> new CommandLine.ParameterException(
                        command.commandLine(),
                        "which server? Sign in with `periapsis login URL`, or say --server URL or PERIAPSIS_SERVER"));
    }

    private URI address(String text) {
        try {
            return Server.address(text);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }
}
