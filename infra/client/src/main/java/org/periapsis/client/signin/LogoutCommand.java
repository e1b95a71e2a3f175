package org.periapsis.client.signin;

import java.io.IOException;
import org.periapsis.client.ExitCodes;
import org.periapsis.client.ServerCommand;
import org.periapsis.client.Surroundings;
import org.periapsis.client.server.KnownServers;
import org.periapsis.client.server.Server;
import org.periapsis.client.show.Screen;
import picocli.CommandLine.Command;

/** Forgets a sign-in. */
@Command(
        name = "logout",
        description = "Forgets the sign-in at a server. The token itself ends at its own time: keep no copies.",
        footer = {"", "Example: periapsis logout --server https://archive.example.org"})
public final class LogoutCommand extends ServerCommand {

    public LogoutCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected int run(Screen screen) throws IOException {
        Server server = server().server(surroundings().environment());
        KnownServers known = KnownServers.of(surroundings().environment());
        boolean was = known.all().stream().anyMatch(each -> each.url().equals(server.url()));
        known.forget(server.url());
        screen.line(was ? "Signed out of " + server.url() + "." : "Nobody was signed in at " + server.url() + ".");
        return ExitCodes.DONE;
    }
}
