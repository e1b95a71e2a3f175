package org.periapsis.datalabs.viewer.http;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.periapsis.datalabs.selection.Selection.Product;
import org.periapsis.datalabs.viewer.file.Library;
import org.periapsis.datalabs.viewer.file.Shelf;
import org.periapsis.datalabs.viewer.file.StoredFile;
import org.periapsis.datalabs.viewer.file.Unit;
import org.periapsis.fits.file.HeaderLine;
import org.periapsis.fits.file.HeaderParser;

/** The selection, the extensions of a file, and its headers. */
final class FileAnswers {
    private static final int MOST_LINES = 5000;
    private static final List<String> TERMS = List.of(
            "obs_publisher_did",
            "obs_collection",
            "target_name",
            "dataproduct_type",
            "facility_name",
            "instrument_name",
            "s_ra",
            "s_dec");

    private final Library library;

    FileAnswers(Library library) {
        this.library = library;
    }

    Answer selection() throws IOException {
        List<Map<String, Object>> products = new ArrayList<>();
        for (Product product : library.products()) {
            Map<String, Object> values = new LinkedHashMap<>();
            TERMS.forEach(term -> values.put(term, product.terms().get(term)));
            products.add(values);
        }
        List<Map<String, Object>> files = new ArrayList<>();
        for (Library.Entry entry : library.entries()) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("file", entry.number());
            values.put("name", entry.name());
            values.put("product", entry.productNumber());
            values.put("bytes", Files.isRegularFile(entry.path()) ? Files.size(entry.path()) : null);
            files.add(values);
        }
        return Answer.json(Map.of("products", products, "files", files));
    }

    Answer units(int number) throws IOException {
        try (Shelf<Integer, StoredFile>.Loan file = library.lend(number)) {
            List<Map<String, Object>> units = new ArrayList<>();
            for (Unit unit : file.get().units()) {
                units.add(described(unit));
            }
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("file", number);
            values.put("name", library.entry(number).name());
            values.put("units", units);
            return Answer.json(values);
        }
    }

    private static Map<String, Object> described(Unit unit) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("unit", unit.number());
        values.put("name", unit.name());
        values.put("kind", kind(unit));
        values.put("axes", unit.axes());
        values.put("problem", unit.problem());
        return values;
    }

    /** An image with one axis that is longer than 1 is a line: a spectrum or a series. */
    private static String kind(Unit unit) {
        if (unit.isTable()) {
            return "table";
        }
        if (!unit.isImage()) {
            return "header";
        }
        long others = unit.axes().stream().skip(1).filter(n -> n > 1).count();
        return others == 0 && unit.axis(1) > 1 ? "line" : "image";
    }

    /** The cards of one extension, or of all that have some word in keyword, value or comment. */
    Answer cards(int number, Question question) throws IOException {
        String word = question.text("word", "").toLowerCase(Locale.ROOT);
        int only = question.number("unit", -1);
        List<Map<String, Object>> found = new ArrayList<>();
        int lines = 0;
        try (Shelf<Integer, StoredFile>.Loan file = library.lend(number)) {
            List<Unit> units =
                    only < 0 ? file.get().units() : List.of(file.get().unit(only));
            for (Unit unit : units) {
                List<List<String>> cards = new ArrayList<>();
                for (HeaderLine line : HeaderParser.lines(file.get().header(unit))) {
                    if (has(line, word) && lines < MOST_LINES) {
                        cards.add(List.of(line.keyword(), line.value(), line.comment()));
                        lines++;
                    }
                }
                if (!cards.isEmpty() || only >= 0) {
                    Map<String, Object> values = described(unit);
                    values.put("cards", cards);
                    found.add(values);
                }
            }
        }
        return Answer.json(Map.of("units", found, "cut", lines == MOST_LINES));
    }

    private static boolean has(HeaderLine line, String word) {
        return (line.keyword() + ' ' + line.value() + ' ' + line.comment())
                .toLowerCase(Locale.ROOT)
                .contains(word);
    }
}
