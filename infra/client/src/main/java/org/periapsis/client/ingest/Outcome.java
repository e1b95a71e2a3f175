package org.periapsis.client.ingest;

import java.util.List;
import java.util.stream.Stream;
import org.periapsis.client.json.Json;

/** What became of a file. */
record Outcome(Json row, String position) {
    /** Whole, not cut to fit a table: they say what to do. The reason of a refusal has a column of its own in data. */
    List<String> notes(boolean forPeople) {
        String file = row.text("file").orElse("");
        Stream<String> reason = forPeople ? row.text("reason").stream() : Stream.empty();
        Stream<String> warnings = row.list("warnings").stream().map(Outcome::warning);
        return Stream.concat(reason, warnings).map(text -> file + ": " + text).toList();
    }

    boolean lessHeldBack() {
        return row.list("warnings").stream().anyMatch(warning -> warning.is("less_held_back"));
    }

    private static String warning(Json warning) {
        return (warning.is("less_held_back") ? "WARNING: " : "warning: ")
                + warning.text("detail").orElse("")
                + " ("
                + warning.text("field").orElse("")
                + ")"
                + warning.text("remedy").map(remedy -> ": " + remedy).orElse("");
    }
}
