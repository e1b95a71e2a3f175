package org.periapsis.client.signin;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.periapsis.client.ExitCodes;
import org.periapsis.client.ServerCommand;
import org.periapsis.client.Surroundings;
import org.periapsis.client.json.Json;
import org.periapsis.client.server.Api;
import org.periapsis.client.server.KnownServers;
import org.periapsis.client.server.Server;
import org.periapsis.client.show.Column;
import org.periapsis.client.show.Listing;
import org.periapsis.client.show.Rows;
import org.periapsis.client.show.Screen;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says who is signed in. */
@Command(
        name = "whoami",
        description = "Says who is signed in where, and with which roles. Exit code 77 when nobody is.",
        footer = {"", "Example: periapsis whoami --all"})
public final class WhoamiCommand extends ServerCommand {
    private static final List<Column> SERVERS = List.of(
            Column.text("server"),
            Column.word("subject"),
            Column.time("until", json -> json.text("until")),
            Column.word("now"));

    @Option(names = "--all", description = "All servers that you have signed in to, without asking them.")
    private boolean all;

    @Mixin
    private Listing listing;

    public WhoamiCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected int run(Screen screen) throws IOException {
        if (all) {
            servers(screen);
            return ExitCodes.DONE;
        }
        Api api = api();
        Json me = api.get("/auth/me").put("server", api.base().toString());
        if (listing.json()) {
            screen.line(me.toString());
        } else if (me.is("anonymous")) {
            screen.line("nobody at " + api.base());
        } else {
            screen.line(me.text("subject").orElse("") + " at " + api.base());
            screen.line("roles  " + String.join(" ", me.texts("roles")));
            screen.line("teams  " + String.join(" ", me.texts("teams")));
        }
        return me.is("anonymous") ? ExitCodes.NOT_ALLOWED : ExitCodes.DONE;
    }

    private void servers(Screen screen) throws IOException {
        KnownServers known = KnownServers.of(surroundings().environment());
        Optional<Server> current = known.current();
        try (Rows rows = listing.rows(screen, SERVERS)) {
            for (Server server : known.all()) {
                rows.row(Json.object()
                        .put("server", server.url().toString())
                        .put("subject", server.subject().orElse(null))
                        .put("until", server.expires().map(Instant::toString).orElse(null))
                        .put(
                                "now",
                                current.filter(server::equals).map(each -> "*").orElse(null)));
            }
        }
    }
}
