package org.periapsis.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SecretsTest {
    @Test
    void noneIsTakenForAnOption() {
        assertThat(Stream.generate(Secrets::random).limit(2_000))
                .allMatch(secret -> secret.matches("[A-Za-z0-9][\\w-]{31}"));
    }
}
