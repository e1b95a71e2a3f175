package org.periapsis.client.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.periapsis.client.ExitCodes;
import org.periapsis.client.ServerCommand;
import org.periapsis.client.Surroundings;
import org.periapsis.client.Verbs;
import org.periapsis.client.json.Json;
import org.periapsis.client.server.Api;
import org.periapsis.client.show.Amounts;
import org.periapsis.client.show.Column;
import org.periapsis.client.show.Listing;
import org.periapsis.client.show.Screen;
import org.periapsis.client.work.Details;
import org.periapsis.client.work.ListWork;
import org.periapsis.client.work.Logs;
import org.periapsis.client.work.Preview;
import org.periapsis.client.work.Quantities;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sessions. An id may be given by its first characters. */
@Command(
        name = "session",
        description = "Interactive sessions beside the data.",
        footer = {"", "Example: periapsis session start notebook --basket"})
public final class SessionCommand extends Verbs.Group {
    private static final List<Column> COLUMNS = List.of(
            Column.word("id"),
            Column.word("state"),
            Column.text("name"),
            Column.word("datalab", json -> json.at("datalab").text("id")),
            Column.word("site"),
            Column.number("products", json -> json.at("inputs").number("count"), String::valueOf),
            Column.time("requested", json -> json.at("times").text("REQUESTED")),
            Column.time("expires_at", json -> json.text("expires_at")),
            Column.text("why", json -> json.at("waiting").text("message").or(() -> json.text("reason"))));

    public static CommandLine of(Surroundings surroundings) {
        return new CommandLine(new SessionCommand())
                .addSubcommand(new StartCommand(surroundings))
                .addSubcommand("list", new ListWork(surroundings, Sessions.PATH, COLUMNS))
                .addSubcommand(new Show(surroundings))
                .addSubcommand(new Open(surroundings))
                .addSubcommand(new ShowLogs(surroundings))
                .addSubcommand(new Renew(surroundings))
                .addSubcommand(new PeopleCommands.LetIn(surroundings))
                .addSubcommand(new PeopleCommands.PutOut(surroundings))
                .addSubcommand(new Stop(surroundings));
    }

    /** Shows one. */
    @Command(
            name = "show",
            description = "Shows a session: its state, where it is and why there, its bytes and times.",
            footer = {"", "Example: periapsis session show 7c2f"})
    static final class Show extends ServerCommand {
        @Parameters(paramLabel = "ID", description = "The session.")
        private String id;

        @Mixin
        private Listing listing;

        Show(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        protected int run(Screen screen) throws IOException {
            Sessions sessions = new Sessions(signedIn());
            Json session = sessions.read(sessions.id(id));
            if (listing.json()) {
                screen.line(session.toString());
                return ExitCodes.DONE;
            }
            new Details(screen)
                    .row("id", session.text("id"))
                    .row("state", session.text("state"))
                    .row("name", session.text("name"))
                    .row("datalab", session.at("datalab").text("id"))
                    .row("version", session.at("datalab").text("version"))
                    .row("site", session.text("site"))
                    .row("waiting", session.at("waiting").text("message"))
                    .row("reason", session.text("reason"))
                    .row("products", session.at("inputs").text("count"))
                    .bytes("in place", session.number("local_bytes"))
                    .bytes("brought", session.number("moved_bytes"))
                    .times(session.at("times"))
                    .row("expires", session.text("expires_at").map(Amounts::time))
                    .row("owner", session.at("owner").text("subject"))
                    .row("let in", PeopleCommands.of(session));
            if (!session.list("scores").isEmpty()) {
                screen.line("");
                Preview.scores(session, screen, listing);
            }
            return ExitCodes.DONE;
        }
    }

    /** Opens one. */
    @Command(
            name = "open",
            description = "Prints a session's address, and opens it in a browser where there is one.",
            footer = {"", "Example: periapsis session open 7c2f"})
    static final class Open extends ServerCommand {
        @Parameters(paramLabel = "ID", description = "The session.")
        private String id;

        Open(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        protected int run(Screen screen) throws IOException {
            Api api = signedIn();
            Sessions sessions = new Sessions(api);
            Json session = sessions.read(sessions.id(id));
            String state = session.text("state").orElse("");
            if (!state.equals("READY")) {
                screen.note("the session is " + state
                        + session.text("reason").map(reason -> ": " + reason).orElse(""));
                return ExitCodes.FAILED;
            }
            String address = api.address("/sessions/" + session.text("id").orElse("") + "/");
            screen.line(address);
            if (screen.terminal().out()) {
                Browser.open(address, surroundings().environment());
            }
            return ExitCodes.DONE;
        }
    }

    /** Shows a log. */
    @Command(
            name = "logs",
            description = "Prints a session's log.",
            footer = {"", "Example: periapsis session logs -f 7c2f"})
    static final class ShowLogs extends ServerCommand {
        @Parameters(paramLabel = "ID", description = "The session.")
        private String id;

        @Option(
                names = {"-f", "--follow"},
                description = "Stays, and prints what comes.")
        private boolean follow;

        @Option(names = "--tail", paramLabel = "BYTES", description = "Begins with the last so many bytes.")
        private Integer tail;

        ShowLogs(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        protected int run(Screen screen) throws IOException {
            Api api = signedIn();
            String path = Sessions.PATH + "/" + new Sessions(api).id(id) + "/logs?follow=" + follow;
            Logs.copy(api, path + (tail == null ? "" : "&tail=" + tail), screen);
            return ExitCodes.DONE;
        }
    }

    /** Renews. */
    @Command(
            name = "renew",
            description = "Keeps a session longer.",
            footer = {"", "Example: periapsis session renew 7c2f --for 4h"})
    static final class Renew extends ServerCommand {
        @Parameters(paramLabel = "ID", description = "The session.")
        private String id;

        @Option(
                names = "--for",
                paramLabel = "TIME",
                defaultValue = "4h",
                description = "Beyond its present end (default: ${DEFAULT-VALUE}).")
        private Quantities.Span extension;

        Renew(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        protected int run(Screen screen) throws IOException {
            Api api = signedIn();
            Json session = api.send(
                            "POST",
                            Sessions.PATH + "/" + new Sessions(api).id(id) + "/renew",
                            Json.object().put("extend_s", extension.seconds()))
                    .body();
            screen.line("until " + Amounts.time(session.text("expires_at").orElse("")) + " UTC");
            return ExitCodes.DONE;
        }
    }

    /** Stops. */
    @Command(
            name = "stop",
            description = "Ends sessions, and waits until they have. What is in their work directory stays.",
            footer = {"", "Example: periapsis session stop 7c2f"})
    static final class Stop extends ServerCommand {
        @Parameters(paramLabel = "ID", arity = "1..*", description = "The sessions.")
        private List<String> ids = new ArrayList<>();

        @Option(names = "--no-wait", description = "Returns at once.")
        private boolean noWait;

        Stop(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        protected int run(Screen screen) throws IOException {
            Api api = signedIn();
            Sessions sessions = new Sessions(api);
            List<String> whole = new ArrayList<>();
            for (String id : ids) {
                whole.add(sessions.id(id));
            }
            for (String id : whole) {
                api.send("DELETE", Sessions.PATH + "/" + id, null);
            }
            for (String id : noWait ? List.<String>of() : whole) {
                Json session = sessions.untilOver(id, screen);
                screen.line(id + " " + session.text("state").orElse(""));
            }
            return ExitCodes.DONE;
        }
    }
}
