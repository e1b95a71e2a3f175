package org.periapsis.datalabs.viewer.http;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.periapsis.datalabs.viewer.file.Library;
import org.periapsis.datalabs.viewer.file.Shelf;
import org.periapsis.datalabs.viewer.file.StoredFile;
import org.periapsis.datalabs.viewer.sky.Sources;
import org.periapsis.datalabs.viewer.table.Table;
import org.periapsis.datalabs.viewer.table.Thinning;

/** Tables: their columns, their rows page by page, and plots of their columns. */
final class TableAnswers {
    private static final int PAGE = 100;

    private final Library library;

    TableAnswers(Library library) {
        this.library = library;
    }

    Answer table(int file, int unit) throws IOException {
        try (Shelf<Integer, StoredFile>.Loan loan = library.lend(file)) {
            Table table = Table.of(loan.get(), loan.get().unit(unit));
            return Answer.json(Map.of(
                    "rows", table.rows(),
                    "columns", table.columns(),
                    "positions", Sources.columns(table).isPresent()));
        }
    }

    Answer rows(int file, int unit, Question question) throws IOException {
        try (Shelf<Integer, StoredFile>.Loan loan = library.lend(file)) {
            Table table = Table.of(loan.get(), loan.get().unit(unit));
            int from = question.number("from", 0);
            return Answer.json(Map.of("from", from, "rows", table.page(from, question.number("count", PAGE))));
        }
    }

    /**
     * Points of two columns, and of a third with errors of the second. Without {@code x} the number of the row is x; with
     * {@code row} the elements of the arrays in that row are plotted.
     */
    Answer plot(int file, int unit, Question question) throws IOException {
        int x = question.number("x", -1);
        int y = question.number("y", 0);
        int error = question.number("error", -1);
        int row = question.number("row", -1);
        int[] columns = error < 0 ? new int[] {Math.max(x, 0), y} : new int[] {Math.max(x, 0), y, error};
        try (Shelf<Integer, StoredFile>.Loan loan = library.lend(file)) {
            Table table = Table.of(loan.get(), loan.get().unit(unit));
            Thinning.Points points = to -> {
                Table.Numbers numbered = (index, values) -> {
                    if (x < 0) {
                        values[0] = index;
                    }
                    to.row(index, values);
                };
                if (row >= 0) {
                    table.elements(row, columns, numbered);
                } else {
                    table.numbers(columns, numbered);
                }
            };
            Map<String, Object> plot = Thinning.of(
                    points,
                    question.real("from", Double.NEGATIVE_INFINITY),
                    question.real("to", Double.POSITIVE_INFINITY));
            List<Map<String, Object>> described = table.columns();
            plot.put("x_column", x < 0 ? null : described.get(x));
            plot.put("y_column", described.get(y));
            return Answer.json(plot);
        }
    }
}
