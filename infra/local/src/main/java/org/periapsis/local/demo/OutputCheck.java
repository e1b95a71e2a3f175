package org.periapsis.local.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.demo.Samples.Expected;

/** Holds an output of the statistics job against values that astropy and numpy computed. */
final class OutputCheck {
    private static final double TOLERANCE = 1e-6;
    /** A comma outside quotes (RFC 4180). */
    private static final String COMMA = ",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)";

    private final PlatformClient client;
    private final UnaryOperator<String> fileOf;
    private final Map<String, Expected> expected = Samples.statistics();

    /** @param fileOf sample file by product id */
    OutputCheck(PlatformClient client, UnaryOperator<String> fileOf) {
        this.client = client;
        this.fileOf = fileOf;
    }

    boolean holds(JsonObject output, DemoReport report) throws IOException {
        String id = output.getString("obs_publisher_did");
        JsonObject detail = client.get("/api/products/" + PlatformClient.encode(id));
        JsonArray inputs = detail.getJsonArray("came_from");
        if (inputs.size() != 1) {
            report.fail("provenance", id + " names " + inputs.size() + " inputs");
            return false;
        }
        String input = fileOf.apply(inputs.getJsonObject(0).getString("obs_publisher_did"));
        String difference = difference(expected.get(input), csv(detail));
        report.check("statistics of " + input, difference.isEmpty(), difference);
        return difference.isEmpty();
    }

    private String csv(JsonObject detail) throws IOException {
        String id = detail.getString("obs_publisher_did");
        String name = detail.getJsonArray("files").stream()
                .map(JsonObject.class::cast)
                .map(file -> file.getString("name"))
                .filter(file -> file.endsWith(".csv"))
                .findFirst()
                .orElseThrow(() -> new IOException(id + " has no table in CSV"));
        String path = "/api/files/" + PlatformClient.encode(id) + "/" + PlatformClient.encode(name);
        try (InputStream in = client.stream(path)) {
            return Demo.text(in.readAllBytes());
        }
    }

    private static String difference(Expected expected, String csv) {
        List<String> lines = csv.lines().toList();
        List<String> columns = List.of(lines.get(0).split(COMMA, -1));
        List<String> row = lines.stream()
                .skip(1)
                .map(line -> Arrays.asList(line.split(COMMA, -1)))
                .filter(cells -> cells.get(columns.indexOf("hdu")).equals("" + expected.hdu())
                        && cells.get(columns.indexOf("quantity")).equals(expected.quantity()))
                .findFirst()
                .orElse(null);
        if (row == null) {
            return "no row for unit " + expected.hdu() + ", " + expected.quantity();
        }
        StringBuilder text = new StringBuilder();
        compare(text, "finite", (double) expected.count(), row.get(columns.indexOf("finite")), 0);
        compare(text, "min", expected.min(), row.get(columns.indexOf("min")), 0);
        compare(text, "max", expected.max(), row.get(columns.indexOf("max")), 0);
        compare(text, "mean", expected.mean(), row.get(columns.indexOf("mean")), expected.stddev());
        compare(text, "stddev", expected.stddev(), row.get(columns.indexOf("stddev")), expected.stddev());
        return text.toString();
    }

    /** Rounding differs with the order of summation: the tolerance is relative to the value and to the spread. */
    private static void compare(StringBuilder text, String name, double wanted, String found, double spread) {
        double allowed = TOLERANCE * (Math.abs(wanted) + spread);
        if (Math.abs(Double.parseDouble(found) - wanted) > allowed) {
            text.append(name)
                    .append(' ')
                    .append(found)
                    .append(" instead of ")
                    .append(wanted)
                    .append("; ");
        }
    }
}
