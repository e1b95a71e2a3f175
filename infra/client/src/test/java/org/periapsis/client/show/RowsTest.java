package org.periapsis.client.show;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.periapsis.client.json.Json;

class RowsTest {
    private static final List<Column> COLUMNS = List.of(
            Column.text("id"),
            Column.text("note"),
            Column.number("n"),
            Column.bytes("size", json -> json.number("size")));
    private static final Json ROW = Json.object()
            .put("id", "ivo://esa-sky/HST?hst-wfpc2-u40x010hm-c0f.fits")
            .put("note", "a \"b\", c\td\ne\\f")
            .put("n", 5)
            .put("size", 10_498_560L);

    @Test
    void aTableFitsTheTerminalAndCutsIdsInTheMiddle() throws IOException {
        List<String> lines = written(Format.TABLE, new Terminal(true, true, true, 50, false));
        assertThat(lines).hasSize(2).allSatisfy(line -> assertThat(line.length())
                .isLessThanOrEqualTo(50));
        assertThat(lines.get(0)).startsWith("ID").endsWith("N   SIZE");
        assertThat(lines.get(1))
                .startsWith("ivo:")
                .contains("…")
                .contains(".fits")
                .endsWith("5  10 MB");
    }

    @Test
    void aTableElsewhereIsNotCutAndNotColoured() throws IOException {
        assertThat(String.join("", written(Format.TABLE, Terminal.none())))
                .contains("ivo://esa-sky/HST?hst-wfpc2-u40x010hm-c0f.fits")
                .doesNotContain("\u001b");
    }

    @Test
    void onlyATerminalThatAllowsItGetsColour() throws IOException {
        assertThat(written(Format.TABLE, new Terminal(true, true, true, 200, true))
                        .get(0))
                .startsWith("\u001b[1mID");
    }

    @Test
    void nothingControlsTheTerminalFromWithinACell() throws IOException {
        StringWriter out = new StringWriter();
        try (Rows rows = Listing.rows(screen(out, Terminal.none()), Format.TABLE, COLUMNS, false)) {
            rows.row(Json.object().put("id", "a\u001b[2Jb\r\nc"));
        }
        assertThat(out.toString()).isEqualTo("a?[2Jb c\n");
    }

    @Test
    void commasAndTabsAreQuotedAsTheirFormatsSay() throws IOException {
        assertThat(String.join("\n", written(Format.CSV, Terminal.none())))
                .isEqualTo("id,note,n,size\nivo://esa-sky/HST?hst-wfpc2-u40x010hm-c0f.fits,"
                        + "\"a \"\"b\"\", c\td\ne\\f\",5,10498560");
        assertThat(String.join("\n", written(Format.TSV, Terminal.none())))
                .isEqualTo("id\tnote\tn\tsize\nivo://esa-sky/HST?hst-wfpc2-u40x010hm-c0f.fits\t"
                        + "a \"b\", c\\td\\ne\\\\f\t5\t10498560");
    }

    @Test
    void jsonIsWhatTheServerSent() throws IOException {
        assertThat(String.join("", written(Format.JSON, Terminal.none()))).isEqualTo("[" + ROW + "]");
        assertThat(written(Format.NDJSON, Terminal.none())).containsExactly(ROW.toString());
        StringWriter none = new StringWriter();
        Listing.rows(screen(none, Terminal.none()), Format.JSON, COLUMNS, true).close();
        assertThat(none.toString()).isEqualTo("[]\n");
    }

    @Test
    void amountsReadAsPeopleWriteThem() {
        assertThat(Amounts.bytes(0)).isEqualTo("0 B");
        assertThat(Amounts.bytes(999)).isEqualTo("999 B");
        assertThat(Amounts.bytes(1_000)).isEqualTo("1.0 kB");
        assertThat(Amounts.bytes(10_498_560)).isEqualTo("10 MB");
        assertThat(Amounts.bytes(999_999)).isEqualTo("1.0 MB");
        assertThat(Amounts.seconds(3.14)).isEqualTo("3.1 s");
        assertThat(Amounts.seconds(7260)).isEqualTo("2 h 1 min");
        assertThat(Amounts.count(1, "product", "products")).isEqualTo("1 product");
        assertThat(Amounts.count(41_283, "product", "products")).isEqualTo("41,283 products");
        assertThat(Progress.bar(1, 2)).isEqualTo("[############            ] 50%");
    }

    private static List<String> written(Format format, Terminal terminal) throws IOException {
        StringWriter out = new StringWriter();
        try (Rows rows = Listing.rows(screen(out, terminal), format, COLUMNS, true)) {
            rows.row(ROW);
        }
        return out.toString().lines().toList();
    }

    private static Screen screen(StringWriter out, Terminal terminal) {
        return new Screen(new PrintWriter(out), new PrintWriter(new StringWriter()), terminal);
    }
}
