package org.periapsis.client.site;

import java.io.IOException;
import java.util.List;
import org.periapsis.client.ExitCodes;
import org.periapsis.client.json.Json;
import org.periapsis.client.server.Api;
import org.periapsis.client.show.Column;
import org.periapsis.client.show.Format;
import org.periapsis.client.show.Listing;
import org.periapsis.client.show.Rows;
import org.periapsis.client.show.Screen;

/** How a server's services are, as it says itself to anybody. */
public final class ServerStatus {
    private static final String UP = "UP";
    private static final List<Column> COLUMNS = List.of(
            Column.word("service"),
            Column.word("site"),
            Column.word("state"),
            Column.time("since", json -> json.text("since")),
            Column.text("detail"));

    private ServerStatus() {}

    /** @return the exit code: whether all are up */
    public static int show(Api api, Screen screen, boolean json) throws IOException {
        Json status = api.get("/api/status");
        List<Json> services = status.list("services");
        if (json) {
            screen.line(status.toString());
        } else {
            Format format = screen.terminal().out() ? Format.TABLE : Format.TSV;
            try (Rows rows = Listing.rows(screen, format, COLUMNS, true)) {
                for (Json service : services) {
                    rows.row(service);
                }
            }
        }
        boolean up = services.stream()
                .allMatch(service -> service.text("state").orElse("").equals(UP));
        return up ? ExitCodes.DONE : ExitCodes.FAILED;
    }
}
