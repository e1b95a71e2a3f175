package org.periapsis.client.work;

import java.io.IOException;
import java.util.List;
import org.periapsis.client.ExitCodes;
import org.periapsis.client.ServerCommand;
import org.periapsis.client.Surroundings;
import org.periapsis.client.json.Json;
import org.periapsis.client.server.Api;
import org.periapsis.client.show.Column;
import org.periapsis.client.show.Listing;
import org.periapsis.client.show.Rows;
import org.periapsis.client.show.Screen;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists sessions or jobs, the newest first. */
@Command(
        name = "list",
        description = "Lists yours and your teams', the newest first.",
        footer = {"", "Example: periapsis session list --all -o ndjson", "         periapsis job list --limit 5"})
public final class ListWork extends ServerCommand {
    private static final int PAGE = 500;

    private final String path;
    private final List<Column> columns;

    @Option(
            names = {"-a", "--all"},
            description = "Also what is over.")
    private boolean all;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            defaultValue = "100",
            description = "At most this many (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Mixin
    private Listing listing;

    /** @param path where they are listed */
    public ListWork(Surroundings surroundings, String path, List<Column> columns) {
        super(surroundings);
        this.path = path;
        this.columns = columns;
    }

    @Override
    protected int run(Screen screen) throws IOException {
        if (limit < 1) {
            throw usage("--limit is at least 1");
        }
        Api api = signedIn();
        int left = limit;
        String pages = path + "?live=" + !all + "&limit=";
        Json page = api.get(pages + Math.min(PAGE, left));
        boolean more;
        try (Rows rows = listing.rows(screen, columns)) {
            while (true) {
                for (Json item : page.list("items")) {
                    rows.row(item);
                    left--;
                }
                more = page.text("next").isPresent();
                if (!more || left <= 0) {
                    break;
                }
                page = api.get(pages + Math.min(PAGE, left) + "&after="
                        + Api.encode(page.text("next").get()));
            }
        }
        if (left == limit) {
            screen.aside(all ? "there is none" : "there is none now; --all shows those that are over");
        } else if (more) {
            screen.note("there are more; --limit N shows N");
        }
        return ExitCodes.DONE;
    }
}
