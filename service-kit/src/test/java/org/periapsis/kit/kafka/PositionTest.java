package org.periapsis.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {
    @Test
    void readsWhatItWrote() {
        List<Position> positions =
                List.of(new Position("esac.periapsis.products.v1", 3, 17), new Position("periapsis.requests.v1", 0, 0));
        assertThat(Position.parse(Position.header(positions))).isEqualTo(positions);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "a:b", ":1:2", "a:1:x", "a:1:2,,", "a:99999999999:1"})
    void refusesWhatIsNoPosition(String header) {
        assertThatThrownBy(() -> Position.parse(header))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("topic:partition:offset");
    }
}
