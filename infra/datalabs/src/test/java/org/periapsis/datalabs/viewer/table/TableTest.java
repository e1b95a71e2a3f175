package org.periapsis.datalabs.viewer.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.periapsis.datalabs.viewer.Fixtures.card;
import static org.periapsis.datalabs.viewer.Fixtures.header;
import static org.periapsis.datalabs.viewer.Fixtures.joined;
import static org.periapsis.datalabs.viewer.Fixtures.padded;
import static org.periapsis.datalabs.viewer.Fixtures.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.datalabs.viewer.Fixtures;
import org.periapsis.datalabs.viewer.file.Spool;
import org.periapsis.datalabs.viewer.file.StoredFile;

class TableTest {
    private static final byte[] PRIMARY = header(card("SIMPLE", "T"), card("BITPIX", 8), card("NAXIS", 0));

    @TempDir
    private Path scratch;

    @Test
    void cellsOfEachTypeAreWhatTheStandardSays() throws IOException {
        byte[] header = header(
                text("XTENSION", "BINTABLE"),
                card("BITPIX", 8),
                card("NAXIS", 2),
                card("NAXIS1", 48),
                card("NAXIS2", 2),
                card("PCOUNT", 6),
                card("GCOUNT", 1),
                card("TFIELDS", 8),
                text("TTYPE1", "NAME"),
                text("TFORM1", "5A"),
                text("TTYPE2", "GOOD"),
                text("TFORM2", "L"),
                text("TTYPE3", "COUNT"),
                text("TFORM3", "I"),
                card("TZERO3", 32768),
                text("TTYPE4", "FLUX"),
                text("TFORM4", "2E"),
                text("TUNIT4", "Jy"),
                text("TTYPE5", "TIME"),
                text("TFORM5", "D"),
                text("TTYPE6", "LEVEL"),
                text("TFORM6", "J"),
                card("TSCAL6", 0.5),
                card("TNULL6", -9),
                text("TTYPE7", "PARTS"),
                text("TFORM7", "1PI(3)"),
                text("TTYPE8", "FLAGS"),
                text("TFORM8", "12X"));
        ByteBuffer data = ByteBuffer.allocate(2 * 48 + 6);
        row(data, "M 31", 'T', (short) -32768, 1.5f, Float.NaN, 2.25, -9, 3, 0);
        row(data, "NGC\0x", 'F', (short) 32767, -2f, 7f, Double.NaN, 5, 0, 0);
        data.putShort((short) 4).putShort((short) 5).putShort((short) 6);
        try (StoredFile file = stored(joined(PRIMARY, header, padded(data.array())))) {
            Table table = Table.of(file, file.unit(1));

            assertThat(table.page(0, 10).get(0))
                    .containsExactly("M 31", true, 0L, "[1.5, NaN]", 2.25, null, "[4, 5, 6]", "101000000001");
            assertThat(table.page(1, 1).get(0))
                    .containsExactly("NGC", false, 65_535L, "[-2.0, 7.0]", Double.NaN, 2.5, "[]", "101000000001");
            assertThat(table.columns().get(3)).containsEntry("unit", "Jy").containsEntry("elements", 2);
            List<double[]> numbers = new ArrayList<>();
            table.numbers(new int[] {2, 5, 0}, (row, values) -> numbers.add(values.clone()));
            assertThat(numbers.get(0)).containsExactly(0, Double.NaN, Double.NaN);
            assertThat(numbers.get(1)).containsExactly(65_535, 2.5, Double.NaN);
            assertThatThrownBy(() -> table.page(0, 501)).hasMessageContaining("from 1 to 500");
            assertThatThrownBy(() -> table.numbers(new int[] {8}, (row, values) -> {}))
                    .hasMessageContaining("no column 8");
        }
    }

    private static void row(
            ByteBuffer data,
            String name,
            char good,
            short count,
            float first,
            float second,
            double time,
            int level,
            int parts,
            int heap) {
        byte[] text = new byte[5];
        byte[] given = name.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(given, 0, text, 0, Math.min(5, given.length));
        int begin = data.position();
        data.put(text)
                .put((byte) good)
                .putShort(count)
                .putFloat(first)
                .putFloat(second)
                .putDouble(time)
                .putInt(level);
        data.putInt(parts).putInt(heap).put((byte) 0b1010_0000).put((byte) 0b0001_0000);
        data.position(begin + 48);
    }

    @Test
    void aTextTableHasItsNumbersAndBlanks() throws IOException {
        byte[] header = header(
                text("XTENSION", "TABLE"),
                card("BITPIX", 8),
                card("NAXIS", 2),
                card("NAXIS1", 20),
                card("NAXIS2", 2),
                card("PCOUNT", 0),
                card("GCOUNT", 1),
                card("TFIELDS", 3),
                text("TTYPE1", "Star"),
                card("TBCOL1", 1),
                text("TFORM1", "A6"),
                text("TTYPE2", "Mag"),
                card("TBCOL2", 8),
                text("TFORM2", "F6.2"),
                text("TTYPE3", "N"),
                card("TBCOL3", 15),
                text("TFORM3", "I5"),
                text("TNULL3", "-1"));
        byte[] data = "Vega     0.03    12 Deneb    1.25    -1 ".getBytes(StandardCharsets.US_ASCII);
        try (StoredFile file = stored(joined(PRIMARY, header, padded(data)))) {
            Table table = Table.of(file, file.unit(1));

            assertThat(table.page(0, 2))
                    .containsExactly(List.of("Vega", 0.03, 12.0), List.of("Deneb", 1.25, Double.NaN));
        }
    }

    @Test
    void theLightCurveOfASampleIsReadAndPlottedWithErrors() throws IOException {
        try (StoredFile file =
                StoredFile.open(Fixtures.SAMPLES.resolve("tess-25155310-s01-lc.fits"), new Spool(scratch, 1L << 30))) {
            Table table = Table.of(file, file.unit(1));
            assertThat(table.rows()).isEqualTo(20_076);
            assertThat(table.columns().get(0)).containsEntry("name", "TIME").containsEntry("numeric", true);
            int flux = names(table).indexOf("PDCSAP_FLUX");
            int error = names(table).indexOf("PDCSAP_FLUX_ERR");

            Map<String, Object> plot = Thinning.of(
                    to -> table.numbers(new int[] {0, flux, error}, to),
                    Double.NEGATIVE_INFINITY,
                    Double.POSITIVE_INFINITY);

            assertThat((boolean) plot.get("thinned")).isTrue();
            assertThat((double[]) plot.get("x")).hasSizeBetween(1500, 3000).isSorted();
            assertThat((double[]) plot.get("error")).hasSameSizeAs((double[]) plot.get("x"));
        }
    }

    private static List<Object> names(Table table) {
        return table.columns().stream().map(column -> column.get("name")).toList();
    }

    @Test
    void thinningKeepsTheOutliers() throws IOException {
        Map<String, Object> plot = Thinning.of(
                to -> {
                    for (int i = 0; i < 100_000; i++) {
                        to.row(i, new double[] {i, i == 77_777 ? 1e6 : i == 12_345 ? -1e6 : Math.sin(i)});
                    }
                },
                0,
                Double.POSITIVE_INFINITY);

        assertThat(plot).containsEntry("total", 100_000L).containsEntry("thinned", true);
        assertThat((double[]) plot.get("y")).hasSizeLessThanOrEqualTo(3000).contains(1e6, -1e6);
        assertThat((double[]) plot.get("row")).doesNotHaveDuplicates();
    }

    private StoredFile stored(byte[] bytes) throws IOException {
        return StoredFile.open(Files.write(scratch.resolve("t.fits"), bytes), new Spool(scratch, 1L << 30));
    }
}
