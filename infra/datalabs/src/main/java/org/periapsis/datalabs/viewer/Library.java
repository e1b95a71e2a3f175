package org.periapsis.datalabs.viewer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import nom.tam.fits.Header;
import nom.tam.fits.HeaderCard;
import nom.tam.fits.TableHDU;
import nom.tam.util.Cursor;
import org.periapsis.datalabs.fits.FitsFiles;
import org.periapsis.datalabs.selection.Selection;
import org.periapsis.datalabs.selection.Selection.Product;

/** The selected files, opened anew for each question, so that memory holds one at a time. */
final class Library {

    /**
     * One file of the selection.
     *
     * @param product it belongs to
     * @param path where it is
     */
    record Entry(Product product, Path path) {}

    /**
     * One header-data unit.
     *
     * @param number from 0
     * @param name EXTNAME, or what kind of unit it is
     * @param picture whether it has at least two axes
     * @param planes of the picture
     * @param cards the header, one line each
     */
    record Unit(int number, String name, boolean picture, int planes, List<String> cards) {}

    private final List<Entry> entries = new ArrayList<>();

    Library(Selection selection) {
        for (Product product : selection.products()) {
            product.files().forEach(file -> entries.add(new Entry(product, file)));
        }
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** The file of a number; empty for a number that no file has. */
    Entry entry(int number) throws IOException {
        if (number < 0 || number >= entries.size()) {
            throw new IOException("There is no file " + number);
        }
        return entries.get(number);
    }

    /** All units of a file, without their data. */
    List<Unit> units(Entry entry) throws IOException {
        try (Fits fits = FitsFiles.open(entry.path())) {
            List<Unit> units = new ArrayList<>();
            for (BasicHDU<?> unit = fits.readHDU(); unit != null; unit = fits.readHDU()) {
                units.add(unit(units.size(), unit));
            }
            return units;
        } catch (FitsException unreadable) {
            throw new IOException(entry.path().getFileName() + ": " + unreadable.getMessage(), unreadable);
        }
    }

    private static Unit unit(int number, BasicHDU<?> unit) throws FitsException {
        int[] axes = unit instanceof TableHDU ? null : unit.getAxes();
        boolean picture = axes != null && axes.length >= 2;
        int planes = 1;
        for (int axis = 0; picture && axis < axes.length - 2; axis++) {
            planes *= axes[axis];
        }
        Header header = unit.getHeader();
        String kind = unit instanceof TableHDU ? "table" : picture ? "image" : "header only";
        String name = Objects.requireNonNullElse(header.getStringValue("EXTNAME"), kind);
        List<String> cards = new ArrayList<>();
        for (Cursor<String, HeaderCard> cursor = header.iterator(); cursor.hasNext(); ) {
            cards.add(cursor.next().toString().stripTrailing());
        }
        return new Unit(number, name.strip(), picture, planes, List.copyOf(cards));
    }

    ImagePlane plane(Entry entry, int number, int plane) throws IOException {
        try (Fits fits = FitsFiles.open(entry.path())) {
            BasicHDU<?> unit = fits.getHDU(number);
            if (unit == null) {
                throw new IOException("There is no unit " + number);
            }
            return ImagePlane.read(unit, plane);
        } catch (FitsException unreadable) {
            throw new IOException(entry.path().getFileName() + ": " + unreadable.getMessage(), unreadable);
        }
    }
}
