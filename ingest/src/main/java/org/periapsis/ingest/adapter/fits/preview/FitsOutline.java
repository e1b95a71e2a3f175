package org.periapsis.ingest.adapter.fits.preview;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.periapsis.fits.file.HeaderLine;
import org.periapsis.fits.header.Hdu;
import org.periapsis.fits.header.Keywords;

/**
 * The headers of a FITS file and where its data are.
 *
 * @param whole false when the file went on and was not followed: it ends early, a header is not what it should be, or there
 *     are very many
 */
public record FitsOutline(List<Unit> units, boolean whole) {
    private static final int MOST_COLUMNS = 999;

    public FitsOutline {
        units = List.copyOf(units);
    }

    /**
     * One header-data unit.
     *
     * @param lines its cards
     * @param headerAt where its header begins
     * @param dataAt where its data begin
     * @param dataBytes without the padding
     */
    public record Unit(Hdu hdu, List<HeaderLine> lines, long headerAt, long dataAt, long dataBytes) {
        public Unit {
            lines = List.copyOf(lines);
        }

        public Keywords keywords() {
            return hdu.keywords();
        }

        /** @return {@code IMAGE}, also for one that is stored compressed in a table, {@code BINTABLE}, {@code TABLE} or what XTENSION says */
        public String type() {
            if (hdu.kind() == Hdu.Kind.IMAGE || hdu.index() == 0) {
                return "IMAGE";
            }
            String type = keywords().text("XTENSION").orElse("").toUpperCase(Locale.ROOT);
            return type.equals("A3DTABLE") ? "BINTABLE" : type;
        }

        public boolean compressed() {
            return hdu.kind() == Hdu.Kind.IMAGE && keywords().isTrue("ZIMAGE");
        }

        public boolean table() {
            return hdu.kind() == Hdu.Kind.TABLE;
        }

        public long rows() {
            return Math.max(0, keywords().integer("NAXIS2").orElse(0));
        }

        /** @return the columns of a table, in their order */
        public List<Column> columns() {
            List<Column> columns = new ArrayList<>();
            long fields = Math.min(MOST_COLUMNS, keywords().integer("TFIELDS").orElse(0));
            for (int n = 1; table() && n <= fields; n++) {
                columns.add(new Column(
                        n,
                        keywords().text("TTYPE" + n).orElse(""),
                        keywords().text("TUNIT" + n).orElse(""),
                        keywords().text("TFORM" + n).orElse("")));
            }
            return columns;
        }
    }

    /**
     * A column of a table.
     *
     * @param number from 1
     */
    public record Column(int number, String name, String unit, String format) {}
}
