package org.periapsis.indexer.domain.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CursorTest {

    @Test
    void comesBackAsItWent() {
        for (double key : new double[] {0, 53000.123456789, 1e-300, Double.NEGATIVE_INFINITY}) {
            Cursor cursor = new Cursor(Sort.NEWEST, key, "ivo://a/b?c d\u00e9");
            assertThat(Cursor.decode(cursor.encode())).isEqualTo(cursor);
        }
    }

    @Test
    void refusesWhatItDidNotWrite() {
        for (String text : new String[] {"", "!!", "bm9uc2Vuc2U", "dF9taW4geCB5"}) {
            assertThatThrownBy(() -> Cursor.decode(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
