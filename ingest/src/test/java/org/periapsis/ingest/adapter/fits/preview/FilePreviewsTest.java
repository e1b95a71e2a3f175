package org.periapsis.ingest.adapter.fits.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.periapsis.ingest.adapter.fits.Samples;

/** Pictures and headers of genuine files and of very large ones. */
class FilePreviewsTest {
    private static BufferedImage image(byte[] png) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    private static Set<Integer> colours(BufferedImage image) {
        Set<Integer> colours = new HashSet<>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                colours.add(image.getRGB(x, y));
            }
        }
        return colours;
    }

    @ParameterizedTest
    @CsvSource({
        "2mass-galactic-center-h.fits, 20",
        "complete-l1448-13co-cube.fits, 20",
        "dss-alpha-centauri.fits.gz, 20",
        "dss-horsehead.fits, 20",
        "fermi-counts.fits.gz, 3",
        "m13-blue-0001.fits, 20",
        "rosat-allsky.fits, 20",
        "multi-extension.fits, 3",
        "kepler-10666592-slc.fits, 2",
        "tess-25155310-s01-lc.fits, 2",
        "tau-ceti-velocities.fits, 2"
    })
    void drawsGenuineFilesWithinTheirSize(String name, int shades) throws Exception {
        byte[] bytes = Samples.bytes(name);
        for (int side : new int[] {64, 256, 1024}) {
            BufferedImage image = image(new CountedBytes(bytes).previews().png(side));
            assertThat(Math.max(image.getWidth(), image.getHeight()))
                    .isLessThanOrEqualTo(side)
                    .isGreaterThan(side == 64 ? 16 : 31);
            assertThat(colours(image).size()).as(name + " " + side).isGreaterThanOrEqualTo(shades);
        }
    }

    @Test
    void readsTheHeadersOfACubeWithoutItsData() throws Exception {
        CountedBytes file = new CountedBytes(Samples.bytes("hst-wfpc2-u40x010hm-c0f.fits"));
        FitsOutline outline = file.previews().outline();
        assertThat(outline.whole()).isTrue();
        assertThat(outline.units()).hasSize(2);
        FitsOutline.Unit image = outline.units().get(0);
        assertThat(image.type()).isEqualTo("IMAGE");
        assertThat(image.hdu().axes()).containsExactly(800L, 800L, 4L);
        assertThat(image.lines().get(0).keyword()).isEqualTo("SIMPLE");
        assertThat(image.lines()).anySatisfy(line -> {
            assertThat(line.keyword()).isEqualTo("INSTRUME");
            assertThat(line.value()).isEqualTo("WFPC2");
        });
        FitsOutline.Unit table = outline.units().get(1);
        assertThat(table.type()).isEqualTo("TABLE");
        assertThat(table.rows()).isEqualTo(4);
        assertThat(table.columns().get(0).name()).isEqualTo("CRVAL1");
        assertThat(file.read()).as("bytes read").isLessThan(200_000);
    }

    @Test
    void aPlotShowsATablesFluxAgainstItsTime() throws Exception {
        FitsOutline outline = new CountedBytes(Samples.bytes("kepler-10666592-slc.fits"))
                .previews()
                .outline();
        FitsOutline.Unit curve = outline.units().get(1);
        PlotAxes axes = PlotAxes.of(TableColumn.of(curve, (int) curve.hdu().axis(1)), curve.rows())
                .orElseThrow();
        assertThat(axes.x().column().name()).isEqualTo("TIME");
        assertThat(axes.y().column().name()).isEqualTo("PDCSAP_FLUX");
        assertThat(axes.sky()).isFalse();
    }

    /** 40,000 x 40,000 floats are 6.4 GB; they are made as they are read. */
    @Test
    void aVeryLargeImageCostsABoundedNumberOfBytesAndKeepsItsProportions() throws Exception {
        byte[] header = CountedBytes.header(
                "SIMPLE  =                    T",
                "BITPIX  =                  -32",
                "NAXIS   =                    2",
                "NAXIS1  =                40000",
                "NAXIS2  =                20000");
        long data = 40_000L * 20_000 * 4;
        AtomicLong read = new AtomicLong();
        Ranges ranges = (offset, length) -> new InputStream() {
            private long at = offset;

            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] into, int from, int n) {
                int got = (int) Math.min(n, offset + length - at);
                if (got <= 0) {
                    return -1;
                }
                for (int i = 0; i < got; i++, at++) {
                    into[from + i] = at < header.length ? header[(int) at] : pixelByte(at - header.length);
                }
                read.addAndGet(got);
                return got;
            }
        };
        FilePreviews previews = new FilePreviews(ranges, header.length + data);
        BufferedImage image = image(previews.png(256));
        assertThat(image.getWidth()).isBetween(200, 256);
        assertThat((double) image.getWidth() / image.getHeight()).isBetween(1.9, 2.1);
        assertThat(read.get()).isLessThan(300L << 20);
        assertThat(colours(image).size()).isGreaterThan(50);
    }

    /** A slope along the rows. */
    private static byte pixelByte(long at) {
        float value = (float) (at / 4 % 40_000);
        return (byte) (Float.floatToIntBits(value) >> (24 - 8 * (int) (at % 4)));
    }

    @Test
    void blankPixelsAreTransparentAndTheFirstRowIsAtTheBottom() throws Exception {
        ByteBuffer data = ByteBuffer.allocate(2880);
        for (int i = 0; i < 64; i++) {
            data.putShort((short) (i < 8 ? -1 : i));
        }
        byte[] file = CountedBytes.joined(
                CountedBytes.header(
                        "SIMPLE  =                    T",
                        "BITPIX  =                   16",
                        "NAXIS   =                    2",
                        "NAXIS1  =                    8",
                        "NAXIS2  =                    8",
                        "BLANK   =                   -1"),
                data.array());
        BufferedImage image = image(new CountedBytes(file).previews().png(64));
        assertThat(image.getWidth()).isEqualTo(8);
        for (int x = 0; x < 8; x++) {
            assertThat(image.getRGB(x, 7) >>> 24).isZero();
            assertThat(image.getRGB(x, 0) >>> 24).isEqualTo(255);
        }
        assertThat(image.getRGB(7, 0) & 0xFF).isGreaterThan(image.getRGB(0, 6) & 0xFF);
    }

    @Test
    void aSpectrumOfOneRowIsPlotted() throws Exception {
        ByteBuffer data = ByteBuffer.allocate(2880);
        for (int i = 0; i < 300; i++) {
            data.putDouble(Math.sin(i / 20.0));
        }
        byte[] file = CountedBytes.joined(
                CountedBytes.header(
                        "SIMPLE  =                    T",
                        "BITPIX  =                  -64",
                        "NAXIS   =                    1",
                        "NAXIS1  =                  300"),
                data.array());
        BufferedImage image = image(new CountedBytes(file).previews().png(256));
        assertThat(image.getWidth()).isEqualTo(256);
        assertThat(image.getHeight()).isEqualTo(160);
        assertThat(colours(image)).hasSize(3);
    }

    @Test
    void whatHasNoPictureSaysWhy() {
        byte[] empty = CountedBytes.header(
                "SIMPLE  =                    T", "BITPIX  =                    8", "NAXIS   =                    0");
        assertThatThrownBy(() -> new CountedBytes(empty).previews().png(64))
                .isInstanceOf(NoPreview.class)
                .hasMessageContaining("neither an image nor a table");
        assertThatThrownBy(() -> new CountedBytes("name,value\n1,2\n".getBytes(StandardCharsets.US_ASCII))
                        .previews()
                        .png(64))
                .isInstanceOf(NoPreview.class)
                .hasMessageContaining("not a FITS file");
        assertThatThrownBy(() -> new CountedBytes(Samples.bytes("hst-acs-j94f05bgq-flt-cut.fits"))
                        .previews()
                        .png(64))
                .as("images of a single pixel")
                .isInstanceOf(NoPreview.class);
        assertThatThrownBy(() -> new CountedBytes(new byte[0]).previews().png(64))
                .isInstanceOf(NoPreview.class);
    }
}
