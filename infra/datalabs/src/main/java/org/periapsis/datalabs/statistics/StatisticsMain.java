package org.periapsis.datalabs.statistics;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.periapsis.datalabs.selection.Selection;
import org.periapsis.datalabs.selection.Selection.Product;

/**
 * The {@code statistics} datalab: for each product of a selection a small table of statistics, as FITS and as CSV.
 *
 * <p>Arguments: the selection's file and the folder for the outputs. Exit code 0 when every product could be read, 1 when
 * one could not, 2 for wrong arguments. The reason is the last line on the error stream.
 */
public final class StatisticsMain {

    private StatisticsMain() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    static int run(String[] arguments, PrintStream out, PrintStream err) {
        if (arguments.length != 2) {
            err.println("usage: statistics SELECTION.json OUTPUT_FOLDER");
            return 2;
        }
        try {
            Path folder = Files.createDirectories(Path.of(arguments[1]));
            int failed = 0;
            for (Product product : Selection.read(Path.of(arguments[0])).products()) {
                failed += describe(product, folder, out, err) ? 0 : 1;
            }
            return failed == 0 ? 0 : 1;
        } catch (IOException failure) {
            err.println(failure.getMessage());
            return 1;
        }
    }

    private static boolean describe(Product product, Path folder, PrintStream out, PrintStream err) {
        try {
            List<Row> rows = new ArrayList<>();
            for (Path file : product.files()) {
                rows.addAll(FileStatistics.of(file));
            }
            if (rows.isEmpty()) {
                throw new IOException("holds neither an image nor a numeric column");
            }
            String name = name(product) + "-statistics";
            StatisticsTable table = new StatisticsTable(product, rows);
            table.writeFits(folder.resolve(name + ".fits"));
            table.writeCsv(folder.resolve(name + ".csv"));
            out.println(product.id() + ": " + rows.size() + " rows");
            return true;
        } catch (IOException failure) {
            err.println(product.id() + ": " + failure.getMessage());
            return false;
        } catch (OutOfMemoryError tooLarge) {
            err.println(product.id() + ": is too large for the memory of this run");
            return false;
        }
    }

    /** The first file's name without its endings. */
    private static String name(Product product) throws IOException {
        if (product.files().isEmpty()) {
            throw new IOException("has no file");
        }
        String file = product.files().get(0).getFileName().toString();
        return file.replaceAll("(?i)\\.gz$", "").replaceAll("(?i)\\.(fits|fit|fts)$", "");
    }
}
