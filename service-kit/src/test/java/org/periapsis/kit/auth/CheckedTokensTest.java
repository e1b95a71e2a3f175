package org.periapsis.kit.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CheckedTokensTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private final CheckedTokens tokens = new CheckedTokens();

    @Test
    void knowsTheCallerUntilTheTokenExpires() {
        tokens.remember(ada("t"), NOW.plusSeconds(10));

        assertThat(tokens.caller("t", NOW.plusSeconds(9))).contains(ada("t"));
        assertThat(tokens.caller("t", NOW.plusSeconds(10))).isEmpty();
        assertThat(tokens.caller("t", NOW)).isEmpty();
    }

    @Test
    void knowsNoTokenThatWasNotChecked() {
        tokens.remember(ada("t"), NOW.plusSeconds(10));

        assertThat(tokens.caller("t2", NOW)).isEmpty();
        assertThat(tokens.caller("", NOW)).isEmpty();
    }

    @Test
    void forgetsWhomItHasNotHeardOfForLongest() {
        tokens.remember(ada("first"), NOW.plusSeconds(10));
        tokens.remember(ada("second"), NOW.plusSeconds(10));
        tokens.caller("first", NOW);
        for (int i = 0; i < 999; i++) {
            tokens.remember(ada("t" + i), NOW.plusSeconds(10));
        }

        assertThat(tokens.caller("first", NOW)).isPresent();
        assertThat(tokens.caller("second", NOW)).isEmpty();
    }

    private static Caller ada(String bearer) {
        return new Caller("https://issuer", "ada", "Ada", Set.of("user"), List.of("t1"), bearer, Grant.NONE);
    }
}
