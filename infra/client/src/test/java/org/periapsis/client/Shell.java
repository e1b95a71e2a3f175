package org.periapsis.client;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.periapsis.client.show.Terminal;
import picocli.CommandLine;

/** Calls commands as a shell does, with an environment of their own. */
public final class Shell {
    private final Map<String, String> environment = new HashMap<>();
    private Terminal terminal = Terminal.none();
    private String in = "";

    /** What a command left behind. */
    public record Result(int code, String out, String err) {
        public List<String> lines() {
            return out.lines().toList();
        }
    }

    /** @param home where it keeps what it knows of servers */
    public Shell(Path home) {
        environment.put("XDG_CONFIG_HOME", home.toString());
    }

    /** @return itself, with this server and somebody signed in there */
    public Shell at(FakeServer server) {
        environment.put("PERIAPSIS_SERVER", server.url());
        environment.put("PERIAPSIS_TOKEN", "of-ada");
        return this;
    }

    public Shell with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    public Shell on(Terminal other) {
        terminal = other;
        return this;
    }

    public Shell typing(String text) {
        in = text;
        return this;
    }

    public Result run(String... words) {
        Surroundings surroundings =
                new Surroundings(environment, terminal, new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = ClientMain.commandLine(surroundings, words);
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int code = command.execute(words);
        return new Result(code, out.toString(), err.toString());
    }
}
