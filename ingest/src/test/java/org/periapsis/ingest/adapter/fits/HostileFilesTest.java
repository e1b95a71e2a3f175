package org.periapsis.ingest.adapter.fits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.periapsis.fits.header.Hdu;
import org.periapsis.ingest.domain.Refusal;
import org.periapsis.ingest.domain.Refusal.Reason;
import org.periapsis.ingest.domain.RefusedException;
import org.periapsis.ingest.domain.header.ObservationReader;

class HostileFilesTest {
    private static final FitsLimits SMALL = new FitsLimits(4, 10 * 2880, 20 * 2880, 1 << 20, 1 << 20);

    @Test
    void refusesWhatIsNotFits() {
        refuses(() -> read("<!DOCTYPE html><html>".getBytes(StandardCharsets.US_ASCII)), Reason.NOT_FITS, "SIMPLE");
        refuses(() -> read(new byte[0]), Reason.NOT_FITS, "SIMPLE");
        refuses(() -> read(new byte[100_000]), Reason.NOT_FITS, "SIMPLE");
        refuses(() -> read(new byte[] {'S'}), Reason.TRUNCATED, "END");
    }

    @Test
    void refusesEveryTruncationOfAGenuineFile() {
        byte[] whole = Samples.bytes("hst-acs-j94f05bgq-flt-cut.fits");
        Random random = new Random(7);
        int lastData = whole.length - 2880;
        for (int i = 0; i < 200; i++) {
            int length = 1 + random.nextInt(lastData);
            byte[] part = Arrays.copyOf(whole, length);
            try {
                // What is cut exactly between two units is a shorter file, and only its checksum can tell.
                assertThat(read(part).size()).isLessThan(7);
            } catch (RefusedException e) {
                assertThat(e.refusal().reason()).isEqualTo(Reason.TRUNCATED);
            }
        }
        refuses(() -> read(Arrays.copyOf(Samples.bytes("ned-crab.fits"), 40_000)), Reason.TRUNCATED, "NAXIS2");
        refuses(() -> read(Arrays.copyOf(whole, 5000)), Reason.TRUNCATED, "END");
    }

    @Test
    void refusesTruncatedAndDamagedGzip() {
        byte[] whole = Samples.bytes("fermi-counts.fits.gz");
        refuses(() -> read(Arrays.copyOf(whole, whole.length / 2)), Reason.TRUNCATED, "gzip");
        refuses(() -> read(Arrays.copyOf(whole, 5)), Reason.TRUNCATED, "gzip");
        byte[] damaged = whole.clone();
        Arrays.fill(damaged, 2000, 2100, (byte) 0xff);
        assertThatThrownBy(() -> read(damaged)).isInstanceOf(RefusedException.class);
    }

    @Test
    void refusesGzipWhoseChecksumOrLengthIsOfOtherBytes() throws IOException {
        byte[] whole = Samples.bytes("fermi-counts.fits.gz");
        for (int i = 1; i <= 8; i++) {
            byte[] damaged = whole.clone();
            damaged[whole.length - i] ^= 1;
            refuses(() -> read(damaged), Reason.TRUNCATED, "gzip");
            refuses(() -> read(Arrays.copyOf(damaged, whole.length + 5_000)), Reason.TRUNCATED, "gzip");
            byte[] cut = Arrays.copyOf(whole, whole.length - i);
            refuses(() -> read(cut), Reason.TRUNCATED, "gzip");
        }
        assertThat(read(Arrays.copyOf(whole, whole.length + 5_000))).isNotEmpty();
    }

    @Test
    void toleratesAMissingLastPaddingAndTrailingJunk() {
        byte[] whole = Samples.bytes("ned-crab.fits");
        assertThat(read(Arrays.copyOf(whole, whole.length - 100))).hasSize(1);
        assertThat(read(Arrays.copyOf(whole, whole.length + 5000))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "BITPIX,  17",
        "BITPIX,  none",
        "NAXIS,   -1",
        "NAXIS,   100000",
        "NAXIS,   2.5",
        "NAXIS1,  -5",
        "NAXIS1,  99999999999999999999999",
        "NAXIS2,  9223372036854775807",
    })
    void refusesAnAbsurdHeaderAndNamesTheKeyword(String keyword, String value) {
        byte[] header = header(
                "SIMPLE  = T",
                card("BITPIX", keyword, value, "16"),
                card("NAXIS", keyword, value, "2"),
                card("NAXIS1", keyword, value, "100"),
                card("NAXIS2", keyword, value, "100"));
        refuses(() -> read(header), Reason.ABSURD_HEADER, keyword);
    }

    @Test
    void refusesCountsThatOverflow() {
        byte[] header =
                header("SIMPLE  = T", "BITPIX  = 64", "NAXIS   = 1", "NAXIS1  = 100", "PCOUNT  = 9223372036854775000");
        refuses(() -> read(header), Reason.ABSURD_HEADER, "PCOUNT");
    }

    @Test
    void refusesAHeaderWithoutEnd() {
        byte[] endless = new byte[40 * 2880];
        Arrays.fill(endless, (byte) ' ');
        byte[] start = "SIMPLE  =                    T".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(start, 0, endless, 0, start.length);
        refuses(() -> read(endless, SMALL), Reason.ABSURD_HEADER, "END");
    }

    @Test
    void refusesTooManyUnits() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(header("SIMPLE  = T", "BITPIX  = 8", "NAXIS   = 0"));
        for (int i = 0; i < 5; i++) {
            file.write(header("XTENSION= 'IMAGE   '", "BITPIX  = 8", "NAXIS   = 0"));
        }
        refuses(() -> read(file.toByteArray(), SMALL), Reason.ABSURD_HEADER, "XTENSION");
    }

    @Test
    void refusesAGzipBomb() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(file)) {
            gzip.write(header("SIMPLE  = T", "BITPIX  = 8", "NAXIS   = 1", "NAXIS1  = 900000000"));
            gzip.write(new byte[4 << 20]);
        }
        refuses(() -> read(file.toByteArray(), SMALL), Reason.ABSURD_HEADER, "gzip");
        // Nothing is packed so well that is something.
        FitsLimits free = new FitsLimits(4, 10 * 2880, 20 * 2880, 1L << 40, 1 << 20);
        refuses(() -> read(file.toByteArray(), free), Reason.ABSURD_HEADER, "gzip");
    }

    @Test
    void readsSeveralGzipMembersAsOne() throws IOException {
        byte[] plain = Samples.bytes("ned-crab.fits");
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (int part = 0; part < 2; part++) {
            int from = part * plain.length / 2;
            try (GZIPOutputStream gzip = new GZIPOutputStream(file)) {
                gzip.write(plain, from, (part + 1) * plain.length / 2 - from);
            }
        }
        assertThat(read(file.toByteArray())).hasSize(1);
    }

    @Test
    void neverFailsOtherwiseThanByRefusing() {
        Random random = new Random(11);
        for (String name :
                List.of("ukidss-cutout.fits", "first-cutout.fits", "spitzer-sha-cutout.fits", "ned-crab.fits")) {
            byte[] whole = Arrays.copyOf(Samples.bytes(name), 400_000);
            for (int i = 0; i < 150; i++) {
                byte[] damaged = whole.clone();
                for (int k = 0; k < 30; k++) {
                    damaged[random.nextInt(20_000)] =
                            (byte) (random.nextInt(4) == 0 ? random.nextInt() : '0' + random.nextInt(10));
                }
                try {
                    ObservationReader.read(read(damaged));
                } catch (RefusedException refused) {
                    assertThat(refused.refusal().remedy()).isNotEmpty();
                }
            }
        }
    }

    private static String card(String key, String fault, String value, String good) {
        return String.format("%-8s= %s", key, key.equals(fault) ? value : good);
    }

    private static byte[] header(String... cards) {
        StringBuilder s = new StringBuilder();
        for (String card : cards) {
            String[] parts = card.split("= ", 2);
            s.append(String.format("%-80s", String.format("%-8s= %20s", parts[0].trim(), parts[1])));
        }
        s.append(String.format("%-80s", "END"));
        while (s.length() % 2880 != 0) {
            s.append(' ');
        }
        return s.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void refuses(ThrowingCallable read, Reason reason, String field) {
        assertThatThrownBy(read).isInstanceOfSatisfying(RefusedException.class, e -> {
            Refusal refusal = e.refusal();
            assertThat(refusal.reason()).isEqualTo(reason);
            assertThat(refusal.field()).isEqualTo(field);
        });
    }

    private static List<Hdu> read(byte[] bytes) {
        return read(bytes, FitsLimits.STANDARD);
    }

    private static List<Hdu> read(byte[] bytes, FitsLimits limits) {
        try (FitsReader reader = new FitsReader(limits)) {
            for (int at = 0; at < bytes.length; at += 8192) {
                reader.accept(bytes, at, Math.min(8192, bytes.length - at));
            }
            return reader.finish();
        }
    }
}
