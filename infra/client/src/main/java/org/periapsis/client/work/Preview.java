package org.periapsis.client.work;

import java.io.IOException;
import java.util.List;
import org.periapsis.client.json.Json;
import org.periapsis.client.show.Amounts;
import org.periapsis.client.show.Column;
import org.periapsis.client.show.Listing;
import org.periapsis.client.show.Rows;
import org.periapsis.client.show.Screen;

/** Where it would run, and every site's score, term by term. */
public final class Preview {
    private static final List<Column> COLUMNS = List.of(
            Column.word("site"),
            seconds("total_s"),
            seconds("wait_s"),
            seconds("transfer_s"),
            seconds("image_s"),
            seconds("egress_s"),
            Column.bytes("local_bytes", json -> json.number("local_bytes")),
            Column.bytes("moved_bytes", json -> json.number("moved_bytes")),
            Column.text("refusal"));

    private static final double AT_ONCE_S = 0.5;

    private Preview() {}

    /** @param preview the server's answer */
    public static void show(Json preview, Screen screen, Listing listing) throws IOException {
        String sentence = preview.text("site")
                .map(site -> "would start at " + site
                        + preview.number("expected_start_s")
                                .map(start -> start.doubleValue() < AT_ONCE_S
                                        ? " at once"
                                        : " in about " + Amounts.seconds(start.doubleValue()))
                                .orElse(""))
                .orElseGet(() -> "would not start now"
                        + preview.text("why").map(why -> ": " + why).orElse(""));
        screen.note(sentence + " (" + Amounts.count(preview.whole("products"), "product", "products") + ", "
                + Amounts.bytes(preview.whole("bytes")) + ")");
        scores(preview, screen, listing);
    }

    /** @param json what has scores: a preview, or a session */
    public static void scores(Json json, Screen screen, Listing listing) throws IOException {
        try (Rows rows = listing.rows(screen, COLUMNS)) {
            for (Json score : json.list("scores")) {
                rows.row(score);
            }
        }
    }

    private static Column seconds(String name) {
        return Column.seconds(name, json -> json.number(name));
    }
}
