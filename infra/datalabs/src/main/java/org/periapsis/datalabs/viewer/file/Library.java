package org.periapsis.datalabs.viewer.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.periapsis.datalabs.selection.Selection;
import org.periapsis.datalabs.selection.Selection.Product;

/** The selected files, opened as they are asked for. Thread-safe. */
public final class Library implements AutoCloseable {
    private static final int MOST_OPEN = 12;

    /**
     * One file of the selection.
     *
     * @param number from 0, in the order of the selection
     * @param productNumber of the product, from 0
     * @param product it belongs to
     * @param path where it is
     */
    public record Entry(int number, int productNumber, Product product, Path path) {
        public String name() {
            return String.valueOf(path.getFileName());
        }
    }

    private final List<Product> products;
    private final List<Entry> entries = new ArrayList<>();
    private final Spool spool;
    private final Shelf<Integer, StoredFile> open = new Shelf<>(MOST_OPEN);

    public Library(Selection selection, Spool spool) {
        this.products = selection.products();
        this.spool = spool;
        for (int i = 0; i < products.size(); i++) {
            Product product = products.get(i);
            for (Path file : product.files()) {
                entries.add(new Entry(entries.size(), i, product, file));
            }
        }
    }

    public List<Product> products() {
        return products;
    }

    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    public Spool spool() {
        return spool;
    }

    /** @throws UnreadableException when the selection has no such file */
    public Entry entry(int number) throws UnreadableException {
        if (number < 0 || number >= entries.size()) {
            throw new UnreadableException(
                    "file",
                    "There is no file " + number + " among the " + entries.size() + " of the selection",
                    "Choose a file of the selection");
        }
        return entries.get(number);
    }

    /** A file, kept open until the loan is closed. */
    public Shelf<Integer, StoredFile>.Loan lend(int number) throws IOException {
        Entry entry = entry(number);
        return open.lend(number, () -> StoredFile.open(entry.path(), spool));
    }

    @Override
    public void close() {
        open.close();
    }
}
