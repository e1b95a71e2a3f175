package org.periapsis.client.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.periapsis.client.ExitCodes;
import org.periapsis.client.ServerCommand;
import org.periapsis.client.Surroundings;
import org.periapsis.client.json.Json;
import org.periapsis.client.server.Api;
import org.periapsis.client.show.Listing;
import org.periapsis.client.show.Screen;
import org.periapsis.client.work.Asking;
import org.periapsis.client.work.Preview;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Submits a job. */
@Command(
        name = "submit",
        description = "Runs a datalab once for each product, beside it. Prints the job's id.",
        footer = {
            "",
            "Example: periapsis job submit statistics --basket --watch",
            "         periapsis job submit statistics --query \"$(periapsis find --type image --print-query)\""
        })
final class SubmitCommand extends ServerCommand {
    /** Who may read the outputs. */
    enum Rights {
        PUBLIC,
        SECURE,
        PROPRIETARY;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Mixin
    private Asking asking;

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "A parameter of the datalab. May be repeated.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(
            names = "--command",
            paramLabel = "WORD",
            description = "The command to run instead of the datalab's own, a word each time.")
    private List<String> command = new ArrayList<>();

    @Option(names = "--attempts", paramLabel = "N", description = "How often a run is tried at most.")
    private Integer attempts;

    @Option(
            names = "--rights",
            paramLabel = "RIGHTS",
            description = "Who may read the outputs: ${COMPLETION-CANDIDATES}.")
    private Rights rights;

    @Option(
            names = {"-w", "--watch"},
            description = "Waits until it is over. Exit code 0 if it succeeded.")
    private boolean watch;

    @Option(names = "--dry-run", description = "Only says where it would run, and why.")
    private boolean dryRun;

    @Mixin
    private Listing listing;

    SubmitCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected int run(Screen screen) throws IOException {
        Api api = signedIn();
        Json body = asking.body(api, surroundings());
        if (body.value("ids").isEmpty() && body.value("query").isEmpty()) {
            throw usage("on which products? Give ids, --basket or --query");
        }
        if (dryRun) {
            Preview.show(api.send("POST", "/api/placements/preview", body).body(), screen, listing);
            return ExitCodes.DONE;
        }
        body.put("max_attempts", attempts).put("output_rights", rights == null ? null : rights.toString());
        if (!command.isEmpty()) {
            body.put("command", command);
        }
        if (!parameters.isEmpty()) {
            Json named = Json.object();
            parameters.forEach(named::put);
            body.put("parameters", named);
        }
        Api.Answer asked = api.send("POST", Jobs.PATH, body);
        String id = asked.body().text("id").orElseThrow(() -> new IOException("The server named no job"));
        screen.line(id);
        if (!watch) {
            return ExitCodes.DONE;
        }
        Json job = new Jobs(api).untilOver(id, asked.position(), screen);
        Jobs.tell(job, screen);
        return Jobs.succeeded(job) ? ExitCodes.DONE : ExitCodes.FAILED;
    }
}
