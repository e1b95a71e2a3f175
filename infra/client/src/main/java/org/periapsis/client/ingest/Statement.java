package org.periapsis.client.ingest;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.periapsis.client.find.ObsCoreColumn;
import org.periapsis.client.json.Json;
import org.periapsis.client.server.ServerProblem;

/**
 * What is said of the files beside their headers.
 *
 * @param collection null when {@code --collection} is not there
 * @param fields of {@code --set}, by ObsCore's names
 */
record Statement(String collection, Map<String, String> fields) {
    private static final String POSITION = "--set s_ra=DEGREES --set s_dec=DEGREES";
    private static final String NOT_ON_SKY = "not_on_sky";

    Json json() {
        Json json = Json.object().put("obs_collection", collection);
        fields.forEach((name, text) -> json.put(name, value(name, text)));
        return json;
    }

    /** A text stays one, also where it looks like a number, as an observation's id may. */
    private static Object value(String name, String text) {
        if (ObsCoreColumn.standard(name).filter(ObsCoreColumn::text).isPresent()) {
            return text;
        }
        try {
            return text.matches("[+-]?\\d{1,18}") ? (Object) Long.valueOf(text) : finite(text);
        } catch (NumberFormatException e) {
            return "true".equals(text) || "false".equals(text) ? Boolean.valueOf(text) : text;
        }
    }

    /** JSON has no other numbers. */
    private static Object finite(String text) {
        double number = Double.parseDouble(text);
        return Double.isFinite(number) ? (Object) number : text;
    }

    /** @return what to do about a refusal, in options of this command where they are what helps */
    Optional<String> remedy(ServerProblem problem) {
        String field = problem.field().orElse("");
        return switch (problem.code()) {
            case "no-position", "not-celestial", "unsupported-wcs" ->
                Optional.of("give " + POSITION + ", or --set " + NOT_ON_SKY + "=true for what has no place on the sky");
            case "bad-metadata" -> metadata(field).or(problem::remedy);
            case "conflict" ->
                field.equals("obs_publisher_did")
                        ? Optional.of("give another id with --set obs_publisher_did=ivo://…, or another file name;"
                                + " to replace what is there, --revise REVISION")
                        : problem.remedy();
            default -> problem.remedy();
        };
    }

    /** What the server warns of in its answer, with remedies in options of this command; null when there is nothing. */
    List<Json> warnings(Json answer) {
        List<Json> warnings = answer.list("warnings");
        warnings.stream()
                .filter(warning -> warning.is("not_taken"))
                .forEach(warning -> warning.put(
                        "remedy",
                        "to change it, offer the file again with all its metadata, --set obs_publisher_did="
                                + answer.text("product_id").orElse("")
                                + " --revise "
                                + answer.whole("revision")));
        return warnings.isEmpty() ? null : warnings;
    }

    private Optional<String> metadata(String field) {
        if (fields.containsKey(field)) {
            boolean known =
                    field.equals(NOT_ON_SKY) || ObsCoreColumn.standard(field).isPresent();
            return Optional.of(
                    known
                            ? "correct --set " + field + "=VALUE"
                            : "leave out --set " + field + ", or use ObsCore's name");
        }
        return switch (field) {
            case "s_ra", "s_dec" -> Optional.of("give both, " + POSITION);
            case "obs_collection" -> Optional.of("correct --collection NAME");
            default -> Optional.empty();
        };
    }
}
