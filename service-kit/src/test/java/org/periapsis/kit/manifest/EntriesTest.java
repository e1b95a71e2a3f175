package org.periapsis.kit.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntriesTest {
    private static final String SHA256 = "0f".repeat(32);
    private static final ManifestEntry.ObjectRef OBJECT =
            new ManifestEntry.ObjectRef("esac-outputs", "a/b\u05d0.fits", 5, SHA256, "b\u05d0.fits");
    private static final String OUTPUT =
            new OutputEntry(0, List.of("ivo://a/b?c"), List.of(OBJECT), Optional.empty()).toLine();
    private static final String INPUT = new ManifestEntry(
                    "ivo://a/b?c",
                    1,
                    5,
                    List.of(new ManifestEntry.Replica("esac", List.of(OBJECT))),
                    Map.of("s_ra", 1.5))
            .toLine();

    @Test
    void anEntryIsReadAsItWasWritten() {
        assertThat(OutputEntry.ofLine(OUTPUT).toLine()).isEqualTo(OUTPUT);
        assertThat(ManifestEntry.ofLine(INPUT).toLine()).isEqualTo(INPUT);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"task\":0', '\"task\":9223372036854775808'",
        "'\"task\":0', '\"task\":-1'",
        "'\"task\":0', '\"task\":0,\"task\":1'",
        "'\"size\":5', '\"size\":1e300'",
        "'\"size\":5', '\"size\":-5'",
        "'\"size\":5', '\"size\":\"5\"'",
        "'.fits', '\\u0000.fits'",
        "'.fits', '\\ud800.fits'",
        "'0f0f', '0F0F'",
        "'a/b', 'a/../b'",
        "'?c', '\\u0000c'",
        "'1.5', '1e999'"
    })
    void whatSomeStoreCannotTakeIsNoEntry(String good, String bad) {
        for (String line : List.of(OUTPUT, INPUT)) {
            String hostile = line.replace(good, bad);
            if (!hostile.equals(line)) {
                assertThatThrownBy(() -> {
                            if (line.equals(OUTPUT)) {
                                OutputEntry.ofLine(hostile);
                            } else {
                                ManifestEntry.ofLine(hostile);
                            }
                        })
                        .as(hostile)
                        .isInstanceOf(RuntimeException.class);
            }
        }
    }
}
