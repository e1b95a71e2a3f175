package org.periapsis.fits.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.periapsis.fits.file.HeaderParser;
import org.periapsis.fits.header.HeaderException.Fault;
import org.periapsis.fits.sky.SkyImage;

/** A card that is there without a finite number places nothing; only one that is not there has a default. */
class NoNumberTest {
    private static final List<String> NO_NUMBERS = List.of(
            "NaN", "Inf", "-Inf", "1E400", "'unknown'", "'NaN'", "12,5", "12.5 deg", "1 2", "0x1p3", "T", "", "/ a");
    private static final Map<String, String> TAN = tan();
    private static final List<String> OF_A_PLANE =
            List.of("CRVAL1", "CRVAL2", "CRPIX1", "CRPIX2", "LONPOLE", "LATPOLE", "PV2_1", "PROJP2", "EQUINOX");

    static Stream<Map<String, String>> spoiled() {
        List<Map<String, String>> headers = new ArrayList<>();
        for (String value : NO_NUMBERS) {
            headers.add(with(Map.of(), "CRVAL1", value));
        }
        OF_A_PLANE.forEach(key -> headers.add(with(Map.of(), key, "NaN")));
        headers.add(with(Map.of(), "EPOCH", "NaN"));
        headers.add(with(Map.of("RADESYS", "'FK5'"), "EQUINOX", "'JNaN'"));
        for (String key : List.of("CDELT1", "CDELT2", "CROTA2", "CROTA1", "PC1_2", "PC001002", "CD1_1", "CD2_1")) {
            headers.add(with(Map.of(), key, "NaN"));
        }
        for (String key : List.of("A_ORDER", "A_1_1", "B_0_2")) {
            headers.add(with(
                    Map.of("CTYPE1", "'RA---TAN-SIP'", "CTYPE2", "'DEC--TAN-SIP'", "A_ORDER", "2", "B_ORDER", "2"),
                    key,
                    "NaN"));
        }
        return headers.stream();
    }

    @ParameterizedTest
    @MethodSource("spoiled")
    void placesNothingAndNamesTheKeyword(Map<String, String> header) {
        String spoiled = new ArrayList<>(header.keySet()).get(header.size() - 1);
        assertThatThrownBy(() -> WcsReader.read(image(header))).isInstanceOfSatisfying(HeaderException.class, e -> {
            assertThat(e.fault()).isEqualTo(Fault.NO_NUMBER);
            assertThat(e.keyword()).isEqualTo(spoiled);
            assertThat(e).hasMessageStartingWith(spoiled + " ");
        });
    }

    @Test
    void takesTheDefaultOfACardThatIsNotThere() {
        Map<String, String> bare = new LinkedHashMap<>(TAN);
        bare.keySet().removeAll(List.of("CRVAL1", "CRPIX1", "CRPIX2"));
        SkyImage image = WcsReader.read(image(bare)).orElseThrow();
        assertThat(image.centre().orElseThrow().lat()).isCloseTo(22, within(0.1));
    }

    @Test
    void readsNoMoreThanThePositionNeeds() {
        Map<String, String> matrix = new LinkedHashMap<>(TAN);
        matrix.putAll(Map.of("CD1_1", "-1E-3", "CD2_2", "1D-3", "CDELT1", "NaN", "CROTA2", "NaN"));
        matrix.putAll(Map.of("RADESYS", "'ICRS'", "EQUINOX", "NaN"));
        assertThat(WcsReader.read(image(matrix))).isPresent();
    }

    @Test
    void namesTheLatitudeThatIsNone() {
        assertThatThrownBy(() -> WcsReader.read(image(with(Map.of(), "CRVAL2", "-120"))))
                .isInstanceOfSatisfying(
                        HeaderException.class, e -> assertThat(e.keyword()).isEqualTo("CRVAL2"));
    }

    @Test
    void knowsNoSizeOfDataWhoseCountIsNoNumber() {
        assertThatThrownBy(() -> DataUnit.of(keywords(with(Map.of(), "PCOUNT", "NaN")), true))
                .isInstanceOfSatisfying(
                        HeaderException.class, e -> assertThat(e.keyword()).isEqualTo("PCOUNT"));
    }

    private static Map<String, String> tan() {
        Map<String, String> cards = new LinkedHashMap<>();
        cards.put("BITPIX", "8");
        cards.put("NAXIS", "2");
        cards.put("NAXIS1", "100");
        cards.put("NAXIS2", "100");
        cards.put("CTYPE1", "'RA---TAN'");
        cards.put("CTYPE2", "'DEC--TAN'");
        cards.put("CRVAL1", "83.6");
        cards.put("CRVAL2", "22");
        cards.put("CRPIX1", "50");
        cards.put("CRPIX2", "50");
        cards.put("CDELT1", "-1E-3");
        cards.put("CDELT2", "1D-3");
        return cards;
    }

    /** The spoiled card last. */
    private static Map<String, String> with(Map<String, String> more, String key, String value) {
        Map<String, String> cards = new LinkedHashMap<>(TAN);
        cards.putAll(more);
        cards.remove(key);
        cards.put(key, value);
        return cards;
    }

    private static Hdu image(Map<String, String> cards) {
        Keywords k = keywords(cards);
        return new Hdu(0, Hdu.Kind.IMAGE, DataUnit.of(k, true).axes(), k);
    }

    private static Keywords keywords(Map<String, String> cards) {
        byte[] blocks = new byte[2880];
        Arrays.fill(blocks, (byte) ' ');
        int at = put(blocks, 0, "SIMPLE  = T");
        for (Map.Entry<String, String> card : cards.entrySet()) {
            at = put(blocks, at, String.format("%-8s= %s", card.getKey(), card.getValue()));
        }
        put(blocks, at, "END");
        return HeaderParser.parse(blocks);
    }

    private static int put(byte[] blocks, int at, String card) {
        byte[] text = card.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, blocks, at, text.length);
        return at + 80;
    }
}
