package org.periapsis.datalabs.viewer.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.periapsis.datalabs.viewer.Fixtures.card;
import static org.periapsis.datalabs.viewer.Fixtures.header;
import static org.periapsis.datalabs.viewer.Fixtures.joined;
import static org.periapsis.datalabs.viewer.Fixtures.padded;
import static org.periapsis.datalabs.viewer.Fixtures.text;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.datalabs.viewer.Fixtures;
import org.periapsis.datalabs.viewer.image.Images;
import org.periapsis.datalabs.viewer.table.Table;

class HostileFilesTest {
    @TempDir
    private Path scratch;

    @Test
    void whatIsNoFitsFileIsSaidSo() throws IOException {
        assertThatThrownBy(() -> units("This is a letter".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(UnreadableException.class)
                .hasMessage("The file does not begin with a FITS header");
        assertThatThrownBy(() -> units(new byte[0])).hasMessage("The file is empty");
        assertThatThrownBy(() -> StoredFile.open(scratch.resolve("gone.fits"), spool()))
                .hasMessage("gone.fits is not at this site");
    }

    @Test
    void absurdAxesAreToldAndTheHeaderStaysReadable() throws IOException {
        Unit overflowing = units(image(8, 4_000_000_000L, 4_000_000_000L)).get(0);
        assertThat(overflowing.problem()).contains("overflows");

        Unit huge = units(image(-64, 2_000_000_000L, 2_000)).get(0);
        assertThat(huge.problem()).contains("truncated").contains("32000000000000");
        assertThat(huge.headerBytes()).isEqualTo(2880);

        assertThat(units(header(card("SIMPLE", "T"), card("BITPIX", 8), card("NAXIS", 1000)))
                        .get(0)
                        .problem())
                .contains("NAXIS = 1000");
        assertThat(units(header(card("SIMPLE", "T"), card("BITPIX", 7), card("NAXIS", 0)))
                        .get(0)
                        .problem())
                .contains("BITPIX = 7");
        assertThat(units(image(8, -5, 5)).get(0).problem()).contains("negative");
    }

    @Test
    void aRowThatIsTooLongForMemoryIsRefusedBeforeItIsRead() throws IOException {
        Path file = scratch.resolve("sparse.fits");
        Files.write(file, image(8, 3_000_000, 1));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), 2880 + 3_000_000 - 1);
        }
        try (Library library = Fixtures.library(scratch, file);
                Images images = new Images(library)) {
            assertThatThrownBy(() -> images.image(0, 0))
                    .isInstanceOf(UnreadableException.class)
                    .hasMessageContaining("Rows of 3000000 pixels");
        }
    }

    @Test
    void aHeaderWithoutAnEndIsGivenUpAfterSomeMegabytes() throws IOException {
        byte[] endless = new byte[6 << 20];
        Arrays.fill(endless, (byte) ' ');
        byte[] first = header(card("SIMPLE", "T"));
        System.arraycopy(first, 0, endless, 0, 80);

        assertThatThrownBy(() -> units(endless)).hasMessageContaining("no END");
        List<Unit> units = units(joined(
                header(card("SIMPLE", "T"), card("BITPIX", 8), card("NAXIS", 0)),
                Arrays.copyOf(header(text("XTENSION", "IMAGE"), card("BITPIX", 8)), 80 * 2)));
        assertThat(units).hasSize(2);
        assertThat(units.get(0).problem()).isEmpty();
        assertThat(units.get(1).problem()).contains("extension 1").contains("no END");
    }

    @Test
    void manyExtensionsAreListedUpToALimit() throws IOException {
        byte[] extension = header(text("XTENSION", "IMAGE"), card("BITPIX", 8), card("NAXIS", 0));
        Path file = scratch.resolve("many.fits");
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(header(card("SIMPLE", "T"), card("BITPIX", 8), card("NAXIS", 0)));
            for (int i = 0; i < 5000; i++) {
                out.write(extension);
            }
        }
        try (StoredFile stored = StoredFile.open(file, spool())) {
            assertThat(stored.units()).hasSize(4097);
            assertThat(stored.units().get(4096).problem()).contains("more than 4096");
        }
    }

    @Test
    void aGzipBombStopsAtTheScratchSpace() throws IOException {
        Path bomb = scratch.resolve("bomb.fits.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(bomb))) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 40; i++) {
                out.write(zeros);
            }
        }
        assertThatThrownBy(() -> StoredFile.open(bomb, new Spool(scratch, 8 << 20)))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("scratch space");
        assertThat(scratch.toFile().list()).containsExactly("bomb.fits.gz");

        Path cut = Files.write(scratch.resolve("cut.fits.gz"), Arrays.copyOf(Files.readAllBytes(bomb), 200));
        assertThatThrownBy(() -> StoredFile.open(cut, spool())).hasMessageContaining("gzip stream is damaged");
    }

    @Test
    void aTableWhoseColumnsDoNotFitItsRowsIsRefused() throws IOException {
        byte[] primary = header(card("SIMPLE", "T"), card("BITPIX", 8), card("NAXIS", 0));
        assertThat(problem(primary, "1J", 3)).contains("wider than NAXIS1");
        assertThat(problem(primary, "999999999D", 8)).contains("wider than NAXIS1");
        assertThat(problem(primary, "12Z", 8)).contains("TFORM1 = 12Z is no format");
    }

    @Test
    void rowsThatNoPageCanShowAreRefusedInEitherKindOfTable() throws IOException {
        byte[] primary = header(card("SIMPLE", "T"), card("BITPIX", 8), card("NAXIS", 0));
        int wide = (16 << 20) + 1;
        assertThat(problem(primary, "BINTABLE", "1J", wide)).contains("too wide to be shown");
        assertThat(problem(primary, "TABLE", "I4", wide)).contains("too wide to be shown");
    }

    private String problem(byte[] primary, String form, int rowBytes) throws IOException {
        return problem(primary, "BINTABLE", form, rowBytes);
    }

    private String problem(byte[] primary, String kind, String form, int rowBytes) throws IOException {
        byte[] table = header(
                text("XTENSION", kind),
                card("BITPIX", 8),
                card("NAXIS", 2),
                card("NAXIS1", rowBytes),
                card("NAXIS2", 2),
                card("PCOUNT", 0),
                card("GCOUNT", 1),
                card("TFIELDS", 1),
                text("TFORM1", form));
        Path file = Files.write(scratch.resolve("t.fits"), joined(primary, table, padded(new byte[2 * rowBytes])));
        try (StoredFile stored = StoredFile.open(file, spool())) {
            Table.of(stored, stored.unit(1));
            return "";
        } catch (UnreadableException refused) {
            return refused.getMessage();
        }
    }

    private static byte[] image(int bitpix, long width, long height) {
        return header(
                card("SIMPLE", "T"),
                card("BITPIX", bitpix),
                card("NAXIS", 2),
                card("NAXIS1", width),
                card("NAXIS2", height));
    }

    private List<Unit> units(byte[] bytes) throws IOException {
        try (StoredFile file = StoredFile.open(Files.write(scratch.resolve("f.fits"), bytes), spool())) {
            return file.units();
        }
    }

    private Spool spool() {
        return new Spool(scratch, 1L << 30);
    }
}
