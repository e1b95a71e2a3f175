package org.periapsis.client;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.periapsis.client.server.Api;
import org.periapsis.client.show.Screen;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that asks a server for something. */
public abstract class ServerCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private ServerOptions server;

    @Spec
    private CommandSpec spec;

    protected ServerCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** @return the exit code */
    protected abstract int run(Screen screen) throws IOException;

    @Override
    public final Integer call() throws IOException {
        return run(Screen.of(spec.commandLine(), surroundings.terminal()));
    }

    protected final Surroundings surroundings() {
        return surroundings;
    }

    /** @return the server, as whoever is signed in there, or as nobody */
    protected final Api api() throws IOException {
        return server.api(surroundings.environment());
    }

    /** @return the server, as whoever is signed in there */
    protected final Api signedIn() throws IOException {
        return server.signedIn(surroundings.environment());
    }

    protected final ServerOptions server() {
        return server;
    }

    /** @return the complaint about how the command was called */
    protected final CommandLine.ParameterException usage(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }
}
