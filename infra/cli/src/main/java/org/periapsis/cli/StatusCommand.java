package org.periapsis.cli;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.periapsis.client.Surroundings;
import org.periapsis.client.server.Api;
import org.periapsis.client.server.Server;
import org.periapsis.client.show.Screen;
import org.periapsis.client.site.ServerStatus;
import org.periapsis.local.stack.StackState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what runs. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description =
                "Shows whether the platform runs here, where, and how its parts are; with --server how another one's"
                        + " services are. Exit code 0 when it is ready, 1 when a part is not, 3 when nothing runs.",
        footer = {
            "",
            "Example: periapsis status --json",
            "         periapsis status --server https://archive.example.org"
        })
final class StatusCommand implements Callable<Integer> {
    /** What a reader says when there is nothing to tell. */
    private static final Set<String> WELL = Set.of("reading", "stands by");

    @Mixin
    private StackOptions options;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Option(names = "--server", paramLabel = "URL", description = "Asks this server instead.")
    private String server;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (server != null) {
            Screen screen =
                    Screen.of(spec.commandLine(), Surroundings.ofProcess().terminal());
            return ServerStatus.show(new Api(Server.address(server), Optional.empty()), screen, json);
        }
        StackState state = options.running();
        if (state == null) {
            if (json) {
                print(new JsonObject().put("ready", false).putNull("url").encode());
            }
            return options.nothingRuns(spec.commandLine());
        }
        JsonObject status = StackAnswer.of(state).orElse(null);
        if (status == null) {
            return silent(state);
        }
        if (json) {
            print(status.encode());
        } else {
            text(status);
        }
        return status.getBoolean("ready") ? 0 : 1;
    }

    /** It is there, and starts or ends, or hangs. */
    private int silent(StackState state) {
        String why = "process " + state.pid() + " does not answer";
        if (json) {
            print(new JsonObject()
                    .put("ready", false)
                    .put("url", state.url())
                    .put("why", why)
                    .encode());
        } else {
            print("NOT READY  " + state.url() + "  " + why);
        }
        return 1;
    }

    private void text(JsonObject status) {
        print((status.getBoolean("ready") ? "ready      " : "NOT READY  ") + status.getString("url") + "  version "
                + status.getString("version"));
        status.getJsonObject("services").forEach(entry -> {
            JsonObject service = (JsonObject) entry.getValue();
            print(String.format(
                    "  %-22s %s",
                    entry.getKey(),
                    service.getBoolean("ready")
                            ? "ready" + readers(service.getJsonObject("readers", new JsonObject()))
                            : service.getString("why")));
        });
        status.getJsonObject("sites")
                .forEach(entry -> print(String.format(
                        "  site %-17s %s", entry.getKey(), ((JsonObject) entry.getValue()).getString("note"))));
    }

    /** Which of a ready service's readers of the log have something to tell: they are behind, or have set records aside. */
    static String readers(JsonObject readers) {
        List<String> told = readers.fieldNames().stream()
                .sorted()
                .filter(name -> !WELL.contains(readers.getString(name).split(":", 2)[0]))
                .map(name -> name + ": " + readers.getString(name))
                .toList();
        return told.isEmpty() ? "" : "  [" + String.join(", ", told) + "]";
    }

    private void print(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
