package org.periapsis.client.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.periapsis.client.ExitCodes;
import org.periapsis.client.ServerCommand;
import org.periapsis.client.Surroundings;
import org.periapsis.client.json.Json;
import org.periapsis.client.server.Api;
import org.periapsis.client.show.Screen;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Letting people into a session, and putting them out again. */
final class PeopleCommands {
    private PeopleCommands() {}

    /** @return whom its owner has let in, by comma */
    static Optional<String> of(Json session) {
        List<String> names = new ArrayList<>();
        session.list("people").forEach(person -> person.text("subject").ifPresent(names::add));
        return names.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", names));
    }

    /** Lets people in. */
    @Command(
            name = "let-in",
            description = "Lets people into a session of yours: they work in it as you do, until they are put out.",
            footer = {"", "Example: periapsis session let-in 7c2f bob"})
    static final class LetIn extends OfPeople {
        LetIn(Surroundings surroundings) {
            super(surroundings, "PUT");
        }
    }

    /** Puts people out. */
    @Command(
            name = "put-out",
            description = "Puts people out of a session: what they have open in it is cut off.",
            footer = {"", "Example: periapsis session put-out 7c2f bob"})
    static final class PutOut extends OfPeople {
        PutOut(Surroundings surroundings) {
            super(surroundings, "DELETE");
        }
    }

    /** What the two have in common. */
    abstract static class OfPeople extends ServerCommand {
        private final String method;

        @Parameters(index = "0", paramLabel = "ID", description = "The session.")
        private String id;

        @Parameters(
                index = "1..*",
                arity = "1..*",
                paramLabel = "NAME",
                description = "Whom: the names they sign in with.")
        private List<String> people = new ArrayList<>();

        OfPeople(Surroundings surroundings, String method) {
            super(surroundings);
            this.method = method;
        }

        @Override
        protected int run(Screen screen) throws IOException {
            Api api = signedIn();
            String session = Sessions.PATH + "/" + new Sessions(api).id(id);
            String position = "";
            for (String person : people) {
                position = api.send(method, session + "/people/" + Api.encode(person), null)
                        .position();
            }
            screen.line("let in: " + of(api.get(session, position)).orElse("nobody"));
            return ExitCodes.DONE;
        }
    }
}
