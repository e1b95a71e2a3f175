package org.periapsis.cli.external;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a client saw of each fault, as a table, and what it should not have seen. */
final class Findings {
    private static final String HEAD =
            """
            | fault | first told not ready after s: slowest (service) | answers: good | 503 | 502, 504 | cut | longest ms | ready again after s | session |
            |---|---|---|---|---|---|---|---|---|
            """;

    private final List<String> rows = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();

    /**
     * @param told seconds until each service said so
     * @param answers those of requests that were under way
     * @param again seconds from when it was mended until everything was ready
     */
    void row(Fault fault, Map<String, Double> told, List<Answer> answers, double again, String session) {
        String slowest = told.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(entry -> "%.1f (%s)".formatted(entry.getValue(), entry.getKey()))
                .orElse("-");
        long longest = answers.stream().mapToLong(Answer::millis).max().orElse(0);
        rows.add("| %s | %s | %d | %d | %d | %d | %d | %.1f | %s |"
                .formatted(
                        fault,
                        slowest,
                        answers.stream().filter(Answer::good).count(),
                        answers.stream().filter(answer -> answer.code() == 503).count(),
                        answers.stream().filter(Answer::brokenOff).count(),
                        answers.stream().filter(answer -> answer.code() == 0).count(),
                        longest,
                        again,
                        session));
        Map<String, List<Answer>> refused = answers.stream()
                .filter(answer -> !fault.allows(answer))
                .collect(Collectors.groupingBy(
                        answer -> answer.act() + " " + answer.code3(), TreeMap::new, Collectors.toList()));
        refused.forEach(
                (what, several) -> wrong(fault, several.size() + " times " + what + ", first: " + several.get(0)));
    }

    void wrong(Object where, String what) {
        wrong.add(where + ": " + what);
    }

    void fact(String text) {
        rows.add("\n" + text);
    }

    List<String> wrong() {
        return List.copyOf(wrong);
    }

    String table() {
        StringBuilder table = new StringBuilder(HEAD);
        rows.forEach(row -> table.append(row).append('\n'));
        if (!wrong.isEmpty()) {
            table.append("\nWrong:\n");
            wrong.forEach(each -> table.append("- ").append(each).append('\n'));
        }
        return table.toString();
    }

    void keep(Path file) throws IOException {
        Files.writeString(file, table());
    }
}
