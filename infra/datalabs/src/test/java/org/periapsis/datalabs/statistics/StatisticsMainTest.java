package org.periapsis.datalabs.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import nom.tam.fits.BinaryTable;
import nom.tam.fits.BinaryTableHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.Header;
import nom.tam.fits.ImageData;
import nom.tam.fits.ImageHDU;
import nom.tam.util.FitsFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatisticsMainTest {

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void aProductBecomesATableAtItsPlaceInTheSky() throws Exception {
        image(folder.resolve("a.fits"));
        select("a.fits");

        assertThat(run()).as(said()).isZero();

        assertThat(Files.readAllLines(folder.resolve("out/a-statistics.csv")))
                .containsExactly(
                        "file,hdu,extname,quantity,unit,n,finite,min,max,mean,median,stddev",
                        "a.fits,0,,pixels,adu,4,3,10.0,40.0,20.0,10.0,14.142135623730951",
                        "a.fits,1,CURVE,flux,e/s,2,2,1.0,3.0,2.0,2.0,1.0");
        try (Fits fits = new Fits(folder.resolve("out/a-statistics.fits").toFile())) {
            Header header = fits.getHDU(0).getHeader();
            assertThat(header.getDoubleValue("RA")).isEqualTo(83.63);
            assertThat(header.getDoubleValue("DEC")).isEqualTo(22.01);
            assertThat(header.getStringValue("OBJECT")).isEqualTo("M1 ?");
            assertThat(header.getStringValue("INPUTID")).isEqualTo("ivo://test/" + "x".repeat(90) + "?a");
            assertThat(fits.getHDU(1)).isInstanceOfSatisfying(BinaryTableHDU.class, table -> {
                assertThat(table.getNRows()).isEqualTo(2);
                assertThat(table.getColumnName(9)).isEqualTo("MEAN");
            });
        }
    }

    @Test
    void theSameInputGivesTheSameBytesAlsoWhenItIsCompressed() throws Exception {
        image(folder.resolve("a.fits"));
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("b.fits.gz")))) {
            Files.copy(folder.resolve("a.fits"), out);
        }
        select("a.fits");
        run();
        byte[] first = Files.readAllBytes(folder.resolve("out/a-statistics.fits"));

        run();
        select("b.fits.gz");
        assertThat(run()).as(said()).isZero();

        assertThat(Files.readAllBytes(folder.resolve("out/a-statistics.fits"))).isEqualTo(first);
        assertThat(new String(first, StandardCharsets.US_ASCII)).doesNotContain("Java FITS");
        assertThat(Files.readString(folder.resolve("out/b-statistics.csv")).replace("b.fits.gz", "a.fits"))
                .isEqualTo(Files.readString(folder.resolve("out/a-statistics.csv")));
    }

    @Test
    void whatIsNoFitsFileFailsWithAReason() throws Exception {
        Files.writeString(folder.resolve("a.fits"), "no FITS");
        select("a.fits");

        assertThat(run()).isEqualTo(1);
        assertThat(said()).contains("a.fits");
    }

    private void image(Path file) throws Exception {
        ImageHDU image = ImageData.from(new short[][] {{0, 0}, {3, -7}}).toHDU();
        image.getHeader().addValue("BZERO", 10.0, "");
        image.getHeader().addValue("BSCALE", 10.0, "");
        image.getHeader().addValue("BLANK", -7, "");
        image.getHeader().addValue("BUNIT", "adu", "");
        BinaryTableHDU table = BinaryTable.fromColumnMajor(new Object[] {new float[] {1, 3}, new String[] {"a", "b"}})
                .toHDU();
        table.setColumnName(0, "flux", null);
        table.getHeader().addValue("TUNIT1", "e/s", "");
        table.getHeader().addValue("EXTNAME", "CURVE", "");
        try (Fits fits = new Fits();
                FitsFile out = new FitsFile(file.toFile(), "rw")) {
            fits.addHDU(image);
            fits.addHDU(table);
            fits.write(out);
        }
    }

    private void select(String file) throws IOException {
        Files.writeString(
                folder.resolve("selection.json"),
                """
                {"products":[{"obs_publisher_did":"ivo://test/%s?a","target_name":"M1 \u00e9","s_ra":83.63,"s_dec":22.01,
                "t_min":null,"files":[{"path":"%s"}]}]}
                """
                        .formatted("x".repeat(90), file));
    }

    private int run() {
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        return StatisticsMain.run(
                new String[] {
                    folder.resolve("selection.json").toString(),
                    folder.resolve("out").toString()
                },
                out,
                out);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }
}
