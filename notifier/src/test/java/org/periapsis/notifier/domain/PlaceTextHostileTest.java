package org.periapsis.notifier.domain;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceTextHostileTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "+300000-01-01T00:00:00Z 0 esac 0 0",
                "-999999999-01-01T00:00:00Z 0 esac 0 0",
                "2026-11-22T00:00:00Z 0 es\u0000ac 0 0",
                "2026-11-22T00:00:00Z 99 esac 0 0",
                "2026-11-22T00:00:00Z 0 esac -1 0",
                "2026-11-22T00:00:00Z 0 esac 0 9223372036854775808"
            })
    void aPlaceThatNoStoreKnowsIsNoCursor(String text) {
        String cursor = Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> PlaceText.decode(cursor)).isInstanceOf(IllegalArgumentException.class);
    }
}
