package org.periapsis.events.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoorTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a\u0000b",
                "a\u001bb",
                "a\rb",
                "a\u007f",
                "\u0085",
                "a\ud800",
                "\udc00a",
                "\ud800\ud800\udc00",
                "\uffff",
                "a\nb",
                "a\tb",
                "job \u202e)0 deliaf(",
                "a\u2067b"
            })
    void aNameHasNoneOfThese(String text) {
        assertThat(Text.NAME.flaw("name", text)).get().satisfies(flaw -> {
            assertThat(flaw.field()).isEqualTo("name");
            assertThat(flaw.remedy()).isNotEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"Σgr A*", "שלום", "עברית x", "🔭", "e\u0301", "ﷺ", "\ufffd"})
    void aNameMayBeOfAnyScript(String text) {
        assertThat(Text.NAME.flaw("name", text)).isEmpty();
    }

    @Test
    void aTextIsComposedAndItsLinesEndByNewlines() {
        assertThat(Text.PROSE.of("t", "e\u0301\r\n\tx")).isEqualTo("\u00e9\n\tx");
        assertThatThrownBy(() -> Text.PROSE.of("t", "x\u0301".repeat(1_000_000)))
                .isInstanceOf(FlawedException.class)
                .hasMessageContaining("2000000 characters");
    }

    @Test
    void whatOthersSaidIsToldWhateverIsInIt() {
        assertThat(Text.cleaned("a\u0000b\ud83d\udd2d\ud800", 100)).isEqualTo("a\ufffdb\ud83d\udd2d\ufffd");
        assertThat(Text.cleaned("ab\ud83d\udd2d", 3)).isEqualTo("ab");
        assertThat(Text.plain(Text.cleaned("\r\r\n\ud800\u0000".repeat(100), 150)))
                .isTrue();
    }

    @Test
    void timesAreOfTheYears1To9999() {
        assertThat(Instants.of("t", "2026-11-22")).isEqualTo("2026-11-22T00:00:00Z");
        assertThat(Instants.of("t", "2026-11-22T01:00:00+02:00")).isEqualTo("2026-11-21T23:00:00Z");
        assertThat(Instants.of("t", "2026-11-22T01:00:00.5")).isEqualTo("2026-11-22T01:00:00.500Z");
        for (String text :
                List.of("+300000-01-01T00:00:00Z", "0000-06-01T00:00:00Z", "-0001-01-01", "x", "9".repeat(1_000_000))) {
            assertThatThrownBy(() -> Instants.of("t", text))
                    .isInstanceOf(FlawedException.class)
                    .hasMessageStartingWith("t: ");
        }
        assertThat(Instants.flaw("t", Instant.MAX)).isPresent();
        assertThat(Instants.flaw("t", Instants.LATEST)).isEmpty();
    }

    @Test
    void numbersAreFiniteAndInRange() {
        assertThat(Numbers.real("ra", 12, 0, 360)).isEqualTo(12.0);
        assertThat(Double.doubleToLongBits(Numbers.real("ra", -0.0, 0, 360))).isZero();
        for (Object bad :
                List.of(Double.NaN, Double.POSITIVE_INFINITY, 361, -1, "12", BigInteger.ONE.shiftLeft(2000))) {
            assertThatThrownBy(() -> Numbers.real("ra", bad, 0, 360)).isInstanceOf(FlawedException.class);
        }
        assertThat(Numbers.whole("n", 3.0, 0, 9)).isEqualTo(3);
        assertThat(Numbers.whole("n", BigInteger.valueOf(3), 0, 9)).isEqualTo(3);
        for (Object bad : List.of(BigInteger.ONE.shiftLeft(63), Double.NaN, 1e300, 0.5, -1, true)) {
            assertThatThrownBy(() -> Numbers.whole("n", bad, 0, Long.MAX_VALUE)).isInstanceOf(FlawedException.class);
        }
        assertThatThrownBy(() -> Numbers.positive("em", 0.0, 1)).isInstanceOf(FlawedException.class);
    }

    @Test
    void aProductsIdIsOneKeyInEveryStore() {
        assertThat(Ids.productFlaw("id", "ivo://esa/Kelvin?w\u00f6rter-jb8m10/u40x010hm_drz.fits"))
                .isEmpty();
        for (String bad : List.of(
                "http://x/y",
                "ivo://x",
                "ivo:///y",
                "ivo://x/a b",
                "ivo://x/a\u0000b",
                "ivo://x/e\u0301",
                "ivo://x/\u00e9" + "\u00e9".repeat(600),
                "ivo://x/a\ud800")) {
            assertThat(Ids.productFlaw("id", bad)).as(bad).isPresent();
        }
        assertThat(Ids.productFlaw("id", null)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ivo://x/z%zz",
                "ivo://x/z%4",
                "ivo://x/z%",
                "ivo://x/%00",
                "ivo://x/%0a",
                "ivo://x/%7F",
                "ivo://x/a\u202eb",
                "ivo://x/a\u2066b",
                "ivo://x/a\u200bb",
                "ivo://x/a\ue000b",
                "ivo://x/a#b",
                "ivo://x/a\\b",
                "ivo://x/a<b"
            })
    void aNewIdHasOnlyWhatAnIdCanHave(String id) {
        assertThat(Ids.productFlaw("id", id)).get().satisfies(flaw -> {
            assertThat(flaw.detail()).containsAnyOf("U+", "percent sign at");
        });
        assertThat(Ids.heldFlaw("id", id)).as("one that is there is read").isEmpty();
        assertThat(Ids.productFlaw("id", Ids.encoded(id))).isEmpty();
    }

    @Test
    void aNewIdHasNoSegmentOfDots() {
        for (String id : List.of("ivo://x/a/../b", "ivo://x/./b", "ivo://x/..", "ivo://x/%2e%2E/b", "ivo://x/..?b")) {
            assertThat(Ids.productFlaw("id", id)).as(id).isPresent();
        }
        for (String id :
                List.of("ivo://x/a..b/c", "ivo://x/.b", "ivo://x/%41", "ivo://x/p+q,r;s=t@u:v", "ivo://x/...")) {
            assertThat(Ids.productFlaw("id", id)).as(id).isEmpty();
            assertThat(Ids.encoded(id)).isEqualTo(id);
        }
    }

    @Test
    void sizesAreBoundedAndTheirSumsDoNotOverflow() {
        assertThat(Numbers.size("size", 1L << 50)).isEqualTo(1L << 50);
        for (Object bad : List.of((1L << 50) + 1, 1L << 53, Long.MAX_VALUE, -1)) {
            assertThatThrownBy(() -> Numbers.size("size", bad)).isInstanceOf(FlawedException.class);
        }
        assertThat(Numbers.sum(LongStream.of(1, 2, 3))).isEqualTo(6);
        assertThat(Numbers.sum(LongStream.generate(() -> 1L << 53).limit(1_100)))
                .isEqualTo((1L << 53) - 1);
        assertThat(Numbers.plus(Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(Numbers.LARGEST_SUM);
        assertThat(Numbers.plus(Long.MIN_VALUE, 7)).isEqualTo(7);
    }

    @Test
    void anArchiveUsesItsOwnAuthorityAndThoseThatItWasGiven() {
        Authorities authorities = Authorities.of("archive.authorities", List.of("esa-sky=sky.esa.int"));
        assertThat(authorities.flaw("id", "esa-sky", "ivo://esa-sky/HST?x")).isEmpty();
        assertThat(authorities.flaw("id", "esa-sky", "ivo://sky.esa.int/HST?x")).isEmpty();
        assertThat(authorities.flaw("id", "jive-sky", "ivo://sky.esa.int/HST?x"))
                .isPresent();
        assertThat(authorities.flaw("id", "esa-sky", "ivo://ska-pathfinders/x?y"))
                .isPresent();
        assertThat(authorities.flaw("id", "esa-sky", "ivo://periapsis/outputs?x"))
                .isPresent();
        assertThat(authorities.flaw("id", "Periapsis", "ivo://Periapsis/outputs?x"))
                .isPresent();
        assertThatThrownBy(() -> Authorities.of("archive.authorities", List.of("esa-sky=Periapsis")))
                .isInstanceOf(FlawedException.class);
        assertThatThrownBy(() -> Authorities.of("archive.authorities", List.of("esa-sky")))
                .isInstanceOf(FlawedException.class);
    }

    @Test
    void aDocumentsFlawIsNamedByItsPath() {
        assertThat(Document.flaw("", Map.of("a", List.of("x", Map.of("b", "y\u0000")))))
                .get()
                .extracting(Flaw::field)
                .isEqualTo("a[1].b");
        assertThat(Document.flaw("", Map.of("a", List.of("x\r\ny", 1, true)))).isEmpty();
        assertThat(Document.flaw("", Map.of("", 1))).isPresent();
        assertThat(Document.flaw("", Map.of("\u0000", 1)))
                .get()
                .extracting(Flaw::field)
                .isEqualTo("body");
        assertThat(Document.flaw("", Map.of("n", Double.NaN)))
                .get()
                .extracting(Flaw::field)
                .isEqualTo("n");
        Map<String, Object> deep = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            deep = new HashMap<>(Map.of("d", deep));
        }
        assertThat(Document.flaw("", deep)).isPresent();
    }
}
