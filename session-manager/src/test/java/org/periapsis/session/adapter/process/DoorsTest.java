package org.periapsis.session.adapter.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DoorsTest {

    private static final String NAME = "0123456789abcdef0123456789abcdef";

    @Test
    void aSocketsAddressIsNeverTooLong() {
        Path near = Path.of("/var/lib/periapsis/runtime");
        assertThat(Doors.of(near, 7).directory()).isEqualTo(near.resolve("doors"));
        for (int length = 1; length < 200; length++) {
            Path root = Path.of("/x" + "é".repeat(length));
            Path door = Doors.of(root, 7).door(NAME);
            assertThat(door.toString().getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(107);
            assertThat(Doors.of(root, 7)).isEqualTo(Doors.of(root, 7));
        }
        assertThat(Doors.of(Path.of("/" + "a".repeat(150)), 7).directory())
                .isNotEqualTo(Doors.of(Path.of("/" + "b".repeat(150)), 7).directory());
    }
}
