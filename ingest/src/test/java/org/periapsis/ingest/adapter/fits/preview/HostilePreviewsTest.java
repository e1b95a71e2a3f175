package org.periapsis.ingest.adapter.fits.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.periapsis.ingest.adapter.fits.Samples;

/** Files that were made to hurt: each ends in a picture or a reason, within little memory. */
class HostilePreviewsTest {
    private static final String[] IMAGE = {
        "SIMPLE  =                    T", "BITPIX  =                    8", "NAXIS   =                    2"
    };

    private static byte[] image(String... cards) {
        String[] all = Arrays.copyOf(IMAGE, IMAGE.length + cards.length);
        System.arraycopy(cards, 0, all, IMAGE.length, cards.length);
        return CountedBytes.header(all);
    }

    private static byte[] table(String... cards) {
        String[] first = {"XTENSION= 'BINTABLE'", "BITPIX  =                    8", "NAXIS   =                    2"};
        String[] all = Arrays.copyOf(first, first.length + cards.length);
        System.arraycopy(cards, 0, all, first.length, cards.length);
        return CountedBytes.joined(
                CountedBytes.header(
                        "SIMPLE  =                    T",
                        "BITPIX  =                    8",
                        "NAXIS   =                    0"),
                CountedBytes.header(all));
    }

    private static void assertNone(byte[] file) {
        assertThatThrownBy(() -> new CountedBytes(file).previews().png(1024)).isInstanceOf(NoPreview.class);
    }

    @Test
    void anImageThatDeclaresMoreThanThereIsHasNoPreview() {
        assertNone(image("NAXIS1  =           2147483647", "NAXIS2  =                    2"));
        assertNone(image("NAXIS1  =                    2", "NAXIS2  =           2147483647"));
        assertNone(image("NAXIS1  =                    2", "NAXIS2  =        9007199254740"));
        assertNone(image("NAXIS1  =            100000000", "NAXIS2  =            100000000"));
        assertNone(image("NAXIS1  =              8000000", "NAXIS2  =                  100"));
        assertNone(image("NAXIS1  =                   -5", "NAXIS2  =                    2"));
        assertNone(image("NAXIS1  =  9223372036854775807", "NAXIS2  =  9223372036854775807"));
    }

    @Test
    void aTableThatDeclaresMoreThanThereIsHasNoPreview() {
        assertNone(table(
                "NAXIS1  =           2000000000",
                "NAXIS2  =                   10",
                "TFIELDS =                    1",
                "TFORM1  = '250000000D'"));
        assertNone(table(
                "NAXIS1  =                    8",
                "NAXIS2  =        1000000000000",
                "TFIELDS =                    1",
                "TFORM1  = '1D'"));
        assertNone(table(
                "NAXIS1  =                    8",
                "NAXIS2  =                   10",
                "TFIELDS =            999999999",
                "TFORM1  = '999999999999D'"));
        assertNone(table("NAXIS1  =                    8", "NAXIS2  =                   -1", "TFIELDS =  1"));
    }

    @Test
    void compressedTilesThatInflateToMuchHaveNoPreview() {
        assertNone(table(
                "NAXIS1  =                    8",
                "NAXIS2  =                    1",
                "ZIMAGE  =                    T",
                "ZNAXIS  =                    2",
                "ZNAXIS1 =               100000",
                "ZNAXIS2 =               100000",
                "ZTILE1  =               100000",
                "ZTILE2  =               100000",
                "ZCMPTYPE= 'GZIP_1  '",
                "ZBITPIX =                    8",
                "TFIELDS =                    1",
                "TTYPE1  = 'COMPRESSED_DATA'",
                "TFORM1  = '1PB(8)  '"));
        assertNone(table(
                "NAXIS1  =                    8",
                "NAXIS2  =                    1",
                "ZIMAGE  =                    T",
                "ZNAXIS  =                    2",
                "ZNAXIS1 =                  100",
                "ZNAXIS2 =                  100",
                "ZCMPTYPE= 'NO_SUCH '",
                "ZBITPIX =                    8",
                "TFIELDS =                    1",
                "TTYPE1  = 'COMPRESSED_DATA'",
                "TFORM1  = '1PB(8)  '"));
    }

    @Test
    void aGzipFileThatInflatesWithoutEndIsLeftAlone() throws Exception {
        byte[] head = image("NAXIS1  =                 8000", "NAXIS2  =              4000000");
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
            gzip.write(head);
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 1100; i++) {
                gzip.write(zeros);
            }
        }
        assertNone(bomb.toByteArray());
        FitsOutline outline = new CountedBytes(bomb.toByteArray()).previews().outline();
        assertThat(outline.units()).hasSize(1);
        assertThat(outline.whole()).isFalse();
    }

    @Test
    void aDamagedGzipFileHasNoPreview() {
        byte[] whole = Samples.bytes("dss-alpha-centauri.fits.gz");
        assertNone(Arrays.copyOf(whole, whole.length / 2));
        assertNone(Arrays.copyOf(whole, 2));
        byte[] damaged = whole.clone();
        Arrays.fill(damaged, 200, 2_000, (byte) 0x55);
        assertNone(damaged);
    }

    @Test
    void aHeaderWithoutEndIsReadToALimit() throws Exception {
        byte[] cards = new byte[40 << 20];
        Arrays.fill(cards, (byte) ' ');
        byte[] simple = "SIMPLE  =                    T".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(simple, 0, cards, 0, simple.length);
        CountedBytes file = new CountedBytes(cards);
        FitsOutline outline = file.previews().outline();
        assertThat(outline.units()).isEmpty();
        assertThat(outline.whole()).isFalse();
        assertThat(file.read()).isLessThan(8L << 20);
    }

    @Test
    void anExtensionThatIsNotWhatItShouldBeKeepsThoseBeforeIt() throws Exception {
        byte[] file = CountedBytes.joined(
                CountedBytes.header(
                        "SIMPLE  =                    T",
                        "BITPIX  =                    8",
                        "NAXIS   =                    0"),
                CountedBytes.header("XTENSION= 'IMAGE   '", "BITPIX  =                   99", "NAXIS   =  0"));
        FitsOutline outline = new CountedBytes(file).previews().outline();
        assertThat(outline.units()).hasSize(1);
        assertThat(outline.whole()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ned-crab.fits", "kepler-10666592-slc.fits", "hst-acs-j94f05bgq-flt-cut.fits"})
    void aGenuineFileWithWrongBytesEndsInAPictureOrAReason(String name) throws Exception {
        byte[] genuine = Samples.bytes(name);
        Random random = new Random(7);
        for (int round = 0; round < 40; round++) {
            byte[] file = Arrays.copyOf(genuine, 1 + random.nextInt(genuine.length));
            for (int i = 0; i < 60; i++) {
                // Most of them in the headers, where they hurt.
                file[random.nextInt(Math.min(file.length, i % 4 == 0 ? file.length : 12_000))] =
                        (byte) random.nextInt(256);
            }
            FilePreviews previews = new CountedBytes(file).previews();
            previews.outline();
            try {
                assertThat(previews.png(64)).startsWith((byte) 0x89, 'P', 'N', 'G');
            } catch (NoPreview reason) {
                assertThat(reason.getMessage()).isNotBlank();
            } catch (IOException e) {
                throw new AssertionError("round " + round, e);
            }
        }
    }
}
