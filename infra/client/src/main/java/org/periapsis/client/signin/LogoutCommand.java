package org.periapsis.client.signin;

import java.io.IOException;
import org.periapsis.client.ExitCodes;
import org.periapsis.client.ServerCommand;
import org.periapsis.client.Surroundings;
import org.periapsis.client.json.Json;
import org.periapsis.client.server.Api;
import org.periapsis.client.server.KnownServers;
import org.periapsis.client.server.Server;
import org.periapsis.client.server.ServerProblem;
import org.periapsis.client.show.Screen;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Ends a sign-in, at the server and here. */
@Command(
        name = "logout",
        description = "Ends the sign-in at a server and forgets it. A copy of its token is worth nothing afterwards.",
        footer = {
            "",
            "Example: periapsis logout --server https://archive.example.org",
            "         periapsis logout --everywhere   (browsers and other programs too)"
        })
public final class LogoutCommand extends ServerCommand {

    @Option(names = "--everywhere", description = "Ends all of your sign-ins and tokens there.")
    private boolean everywhere;

    public LogoutCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected int run(Screen screen) throws IOException {
        Server server = server().server(surroundings().environment());
        KnownServers known = KnownServers.of(surroundings().environment());
        boolean was = known.all().stream().anyMatch(each -> each.url().equals(server.url()));
        if (was) {
            end(server);
        }
        known.forget(server.url());
        screen.line(was ? "Signed out of " + server.url() + "." : "Nobody was signed in at " + server.url() + ".");
        return ExitCodes.DONE;
    }

    /** A token that the server does not know any more has ended already. */
    private void end(Server server) throws IOException {
        try {
            new Api(server.url(), server.token())
                    .send("POST", "/auth/logout", Json.object().put("everywhere", everywhere));
        } catch (ServerProblem problem) {
            if (problem.status() != 401) {
                throw problem;
            }
        }
    }
}
