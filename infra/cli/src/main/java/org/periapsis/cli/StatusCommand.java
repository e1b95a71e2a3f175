package org.periapsis.cli;

import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.periapsis.client.Surroundings;
import org.periapsis.client.server.Api;
import org.periapsis.client.server.Server;
import org.periapsis.client.show.Screen;
import org.periapsis.client.site.ServerStatus;
import org.periapsis.local.client.PlatformClient;
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
        JsonObject status =
                PlatformClient.anonymous(state.addresses().getString("status")).get("/status");
        if (json) {
            print(status.encode());
        } else {
            text(status);
        }
        return status.getBoolean("ready") ? 0 : 1;
    }

    private void text(JsonObject status) {
        print((status.getBoolean("ready") ? "ready      " : "NOT READY  ") + status.getString("url") + "  version "
                + status.getString("version"));
        status.getJsonObject("services").forEach(entry -> {
            JsonObject service = (JsonObject) entry.getValue();
            print(String.format(
                    "  %-22s %s", entry.getKey(), service.getBoolean("ready") ? "ready" : service.getString("why")));
        });
        status.getJsonObject("sites")
                .forEach(entry -> print(String.format(
                        "  site %-17s %s", entry.getKey(), ((JsonObject) entry.getValue()).getString("note"))));
    }

    private void print(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
