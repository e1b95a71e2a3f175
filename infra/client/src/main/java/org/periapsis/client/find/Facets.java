package org.periapsis.client.find;

import java.io.IOException;
import java.util.List;
import org.periapsis.client.json.Json;
import org.periapsis.client.show.Column;
import org.periapsis.client.show.Format;
import org.periapsis.client.show.Listing;
import org.periapsis.client.show.Rows;
import org.periapsis.client.show.Screen;

/** How many products there are of each kind. */
final class Facets {
    private static final List<Column> COLUMNS =
            List.of(Column.word("property"), Column.text("value"), Column.number("count"));

    private Facets() {}

    static void write(Json facets, Screen screen, Format format, boolean header) throws IOException {
        Format usual = format == Format.VOTABLE || format == Format.IDS ? Format.TSV : format;
        try (Rows rows = Listing.rows(screen, usual, COLUMNS, header)) {
            for (String property : facets.names()) {
                for (Json bucket : facets.list(property)) {
                    rows.row(Json.object()
                            .put("property", property)
                            .put("value", bucket.text("value").orElse(null))
                            .put("count", bucket.number("count").orElse(null)));
                }
            }
        }
    }
}
