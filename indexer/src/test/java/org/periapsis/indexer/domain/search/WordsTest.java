package org.periapsis.indexer.domain.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {

    private static boolean finds(String question, String text) {
        return Words.asked(question).stream()
                .allMatch(prefix -> Words.indexed(text).stream().anyMatch(word -> word.startsWith(prefix)));
    }

    @Test
    void findsANameHoweverItIsSpaced() {
        for (String text : new String[] {"M31", "M 31", "m-31", "Messier object M31, Andromeda"}) {
            for (String question : new String[] {"m31", "M 31", "m-31"}) {
                assertThat(finds(question, text)).as(question + " in " + text).isTrue();
            }
        }
        assertThat(finds("m32", "M31")).isFalse();
    }

    @Test
    void findsByPrefixWithoutCaseOrAccents() {
        assertThat(finds("andro", "Andromeda")).isTrue();
        assertThat(finds("echelle", "Spectrograph Échelle")).isTrue();
        assertThat(finds("dromeda", "Andromeda")).isFalse();
    }

    @Test
    void keepsNothingThatCouldEndAQuotedWord() {
        assertThat(Words.asked("a' | b:* \\ & !")).containsExactly("a", "b");
        assertThat(Words.asked("'':*")).isEmpty();
    }

    @Test
    void boundsWhatItKeeps() {
        assertThat(Words.indexed("x ".repeat(10_000), "y".repeat(10_000))).allMatch(w -> w.length() <= 64);
        assertThat(Words.asked("a b ".repeat(10_000)).size()).isLessThanOrEqualTo(64);
    }
}
