package org.periapsis.cli;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
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
        description = "Shows whether the platform runs here, where, and how its parts are. Exit code 0 when it is ready, 1"
                + " when a part is not, 3 when nothing runs.",
        footer = {"", "Example: periapsis status --json"})
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private StackOptions options;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        StackState state = options.running();
        if (state == null) {
            if (json) {
                print(new JsonObject().put("ready", false).putNull("url").encode());
            }
            return options.nothingRuns(spec.commandLine());
        }
        JsonObject status = PlatformClient.anonymous(state.addresses().getString("status"))
                .get("/status");
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
            print(String.format("  %-22s %s", entry.getKey(), service.getBoolean("ready") ? "ready" : service.getString("why")));
        });
        status.getJsonObject("sites").forEach(entry -> print(String.format(
                "  site %-17s %s", entry.getKey(), ((JsonObject) entry.getValue()).getString("note"))));
    }

    private void print(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
