package org.periapsis.client.site;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import org.periapsis.client.ExitCodes;
import org.periapsis.client.ServerCommand;
import org.periapsis.client.Surroundings;
import org.periapsis.client.json.Json;
import org.periapsis.client.show.Column;
import org.periapsis.client.show.Listing;
import org.periapsis.client.show.Rows;
import org.periapsis.client.show.Screen;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists datalabs. */
@Command(
        name = "datalabs",
        description = "Lists the datalabs that you may start.",
        footer = {"", "Example: periapsis datalabs"})
public final class DatalabsCommand extends ServerCommand {
    private static final List<Column> COLUMNS = List.of(
            Column.word("id"),
            Column.word("version"),
            Column.word("kind", json -> json.text("datalab_kind").map(kind -> kind.toLowerCase(java.util.Locale.ROOT))),
            Column.word("state"),
            Column.text("title"),
            Column.text("summary"));

    @Mixin
    private Listing listing;

    public DatalabsCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected int run(Screen screen) throws IOException {
        // By name; the versions of one stay in the server's order.
        List<Json> datalabs = signedIn().get("/api/datalabs").list("items").stream()
                .sorted(Comparator.comparing(datalab -> datalab.text("id").orElse("")))
                .toList();
        try (Rows rows = listing.rows(screen, COLUMNS)) {
            for (Json datalab : datalabs) {
                rows.row(datalab);
            }
        }
        return ExitCodes.DONE;
    }
}
