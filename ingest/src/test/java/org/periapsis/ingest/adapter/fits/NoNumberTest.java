package org.periapsis.ingest.adapter.fits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.periapsis.events.ObsCore;
import org.periapsis.events.door.Flaw;
import org.periapsis.ingest.domain.ObsCoreFields;
import org.periapsis.ingest.domain.Refusal;
import org.periapsis.ingest.domain.header.HeaderReading;
import org.periapsis.ingest.domain.header.ObservationReader;

/** A card that is there without a finite number: what follows from it is left out, and said with the keyword. */
class NoNumberTest {
    private static final List<String> CUBE = List.of(
            "BITPIX  = 8",
            "NAXIS   = 3",
            "NAXIS1  = 10",
            "NAXIS2  = 10",
            "NAXIS3  = 10",
            "CTYPE1  = 'RA---TAN'",
            "CTYPE2  = 'DEC--TAN'",
            "CTYPE3  = 'VRAD'",
            "CRVAL1  = 83.6",
            "CRVAL2  = 22.0",
            "CRVAL3  = 1000",
            "CRPIX1  = 5",
            "CRPIX2  = 5",
            "CRPIX3  = 5",
            "CDELT1  = -0.001",
            "CDELT2  = 0.001",
            "CDELT3  = 10",
            "RESTFRQ = 1.42E9",
            "MJD-OBS = 60000",
            "EXPTIME = 86400");

    @Test
    void readsTheWholeHeader() {
        HeaderReading reading = read();
        ObsCore.Builder o = reading.obscore();
        assertThat(reading.leftOut()).isEmpty();
        assertThat(o.getSDec()).isNotNull();
        assertThat(o.getEmMin()).isNotNull();
        assertThat(o.getTMax()).isEqualTo(60001);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "-Inf", "1E400", "'unknown'", "", "/ blank"})
    void placesNothingAtADefault(String value) {
        HeaderReading reading = read("CRVAL1  = " + value);
        assertThat(reading.obscore().getSRa()).isNull();
        assertThat(reading.obscore().getSDec()).isNull();
        assertThat(reading.unplaced().orElseThrow().field()).isEqualTo("CRVAL1");
        assertThat(reading.unplaced().orElseThrow().reason()).isEqualTo(Refusal.Reason.UNSUPPORTED_WCS);
    }

    @Test
    void takesAPositionThatIsStatedApartAndSaysThatThereIsNoFootprint() {
        HeaderReading reading = read("CRVAL1  = NaN", "RA      = '05:34:30'", "DEC     = 22.5");
        assertThat(reading.obscore().getSDec()).isCloseTo(22.5, within(1e-9));
        assertThat(reading.obscore().getSRegion()).isNull();
        assertSaid(reading, "s_region", "CRVAL1 = NaN");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "RA      = NaN, DEC     = 22, RA",
                "RA      = 12, DEC     = -120, DEC",
                "RA_TARG = 1E400, DEC_TARG= 22, RA_TARG",
                "RA      = 12, DEC     = 'n/a', DEC",
                "RA      = 12, DEC     = 22, EPOCH",
            })
    void hasNoPositionFromHalfAPair(String ra, String dec, String keyword) {
        HeaderReading reading = read("CTYPE1  = 'X'", ra, dec, "EPOCH   = NaN");
        assertThat(reading.obscore().getSRa()).isNull();
        assertThat(reading.unplaced().orElseThrow().field()).isEqualTo(keyword);
        assertThat(reading.unplaced().orElseThrow().reason()).isEqualTo(Refusal.Reason.NO_POSITION);
    }

    @ParameterizedTest
    @CsvSource({
        "CRVAL3  = NaN, em_min, CRVAL3 = NaN",
        "CRPIX3  = Inf, em_min, CRPIX3 = Inf",
        "CDELT3  = 1E999, em_min, CDELT3 = 1E999",
        "RESTFRQ = NaN, em_min, RESTFRQ = NaN",
        "MJD-OBS = NaN, t_min, MJD-OBS = NaN",
        "EXPTIME = NaN, t_exptime, EXPTIME = NaN",
        "EXPTIME = -5, t_exptime, EXPTIME = -5",
        "MJD-END = NaN, t_max, MJD-END = NaN",
        "CALIBLEV= NaN, calib_level, CALIBLEV = NaN",
    })
    void leavesOutWhatFollowsFromIt(String card, String field, String said) {
        HeaderReading reading = read(card);
        ObsCore obscore = reading.obscore()
                .setObsPublisherDid("ivo://x/y")
                .setObsCollection("x")
                .build();
        assertThat(ObsCoreFields.values(obscore)).doesNotContainKey(field);
        assertThat(obscore.getSRa()).as("the position is another's").isNotNull();
        assertSaid(reading, field, said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EXPTIME = NaN", "EXPTIME = -5", "MJD-END = NaN"})
    void makesUpNoEnd(String card) {
        assertThat(read(card).obscore().getTMin()).isEqualTo(60000);
        assertThat(read(card).obscore().getTMax()).isNull();
    }

    @Test
    void countsFromNoReferenceThatIsNoNumber() {
        HeaderReading reading = read("MJD-OBS =", "TSTART  = 86400", "MJDREFI = 50000", "MJDREFF = NaN");
        assertThat(reading.obscore().getTMin()).isNull();
        assertSaid(reading, "t_min", "MJDREFF = NaN");
    }

    private static void assertSaid(HeaderReading reading, String field, String said) {
        assertThat(reading.leftOut())
                .filteredOn(flaw -> flaw.field().equals(field))
                .extracting(Flaw::detail)
                .singleElement()
                .asString()
                .contains(said);
    }

    /** The cards in place of those of the cube. */
    private static HeaderReading read(String... cards) {
        List<String> header = new ArrayList<>(CUBE);
        for (String card : cards) {
            header.removeIf(one -> one.startsWith(card.substring(0, 8)));
            header.add(card);
        }
        byte[] file = new byte[2 * 2880];
        Arrays.fill(file, 0, 2880, (byte) ' ');
        header.add(0, "SIMPLE  = T");
        header.add("END");
        for (int i = 0; i < header.size(); i++) {
            byte[] text = header.get(i).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(text, 0, file, 80 * i, text.length);
        }
        try (FitsReader reader = new FitsReader(FitsLimits.STANDARD)) {
            reader.accept(file, 0, file.length);
            return ObservationReader.read(reader.finish());
        }
    }
}
