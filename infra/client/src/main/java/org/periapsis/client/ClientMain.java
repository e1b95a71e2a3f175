package org.periapsis.client;

import java.io.FileDescriptor;
import org.periapsis.client.server.WayOut;
import org.periapsis.client.show.Screen;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The verbs that talk to a server, alone: what the launcher runs for them, since it starts in a fraction of the time. */
public final class ClientMain {
    private ClientMain() {}

    /** The root of these commands; the whole tree has one of its own. */
    @Command(name = "periapsis", description = "Talks to a Periapsis server.")
    private static final class Root extends Verbs.Group {}

    public static void main(String[] arguments) {
        WayOut.of(System.getenv()).forEach(System::setProperty);
        CommandLine command = commandLine(Surroundings.ofProcess(), arguments);
        command.setOut(Screen.utf8(FileDescriptor.out)).setErr(Screen.utf8(FileDescriptor.err));
        int code = command.execute(arguments);
        command.getOut().flush();
        System.exit(code);
    }

    /** @return the commands; of the verbs only the one that is called, where one is */
    static CommandLine commandLine(Surroundings surroundings, String... arguments) {
        Verbs verbs = new Verbs(surroundings);
        CommandLine root = new CommandLine(new Root());
        boolean one = arguments.length > 0 && verbs.names().contains(arguments[0]);
        return Verbs.mannered(one ? verbs.addTo(root, arguments[0]) : verbs.addTo(root));
    }
}
