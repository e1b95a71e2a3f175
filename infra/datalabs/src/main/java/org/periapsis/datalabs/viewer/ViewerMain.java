package org.periapsis.datalabs.viewer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.periapsis.datalabs.selection.Selection;
import org.periapsis.datalabs.viewer.file.Spool;
import org.periapsis.datalabs.viewer.http.ViewerServer;

/**
 * The {@code viewer} datalab. Arguments: the selection's file, the port, the base path. The token comes in the variable
 * {@code PERIAPSIS_SESSION_TOKEN}.
 */
public final class ViewerMain {

    private ViewerMain() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3) {
            System.err.println("usage: viewer SELECTION.json PORT BASE_PATH");
            System.exit(2);
        }
        String token = Objects.requireNonNullElse(System.getenv("PERIAPSIS_SESSION_TOKEN"), "");
        // Small answers wait for nobody's acknowledgement; read when the server's class is loaded.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        // Kept alive by its workers; the agent ends the process.
        @SuppressWarnings("resource")
        ViewerServer server = new ViewerServer(
                Selection.read(Path.of(arguments[0])),
                Spool.ofEnvironment(),
                Integer.parseInt(arguments[1]),
                arguments[2],
                token);
        System.out.println("viewer is up on port " + server.port());
    }
}
