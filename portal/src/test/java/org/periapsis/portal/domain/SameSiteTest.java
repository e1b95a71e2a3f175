package org.periapsis.portal.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SameSiteTest {
    private static final String OWN = "http://127.0.0.1:7080";

    @Test
    void letsThePlatformsOwnPagesUseTheCookie() {
        assertThat(SameSite.allowed(Optional.of(OWN), Optional.empty(), OWN)).isTrue();
        assertThat(SameSite.allowed(Optional.empty(), Optional.of("same-origin"), OWN))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example",
                "http://127.0.0.1:9999",
                "https://127.0.0.1:7080",
                "ws://127.0.0.1:7080",
                "http://ada@127.0.0.1:7080",
                "null",
                "http://127.0.0.1:7080.evil.example",
                ":::"
            })
    void keepsOtherSitesPagesFromUsingIt(String origin) {
        assertThat(SameSite.allowed(Optional.of(origin), Optional.of("same-origin"), OWN))
                .isFalse();
    }

    @Test
    void comparesPortsThatAreNotWritten() {
        String own = "https://portal.example.org";
        assertThat(SameSite.allowed(Optional.of("https://portal.example.org:443"), Optional.empty(), own))
                .isTrue();
        assertThat(SameSite.allowed(Optional.of("http://portal.example.org"), Optional.empty(), own))
                .isFalse();
        assertThat(SameSite.allowed(Optional.of("null"), Optional.empty(), "null"))
                .isFalse();
    }

    @Test
    void refusesWhoSaysNothing() {
        assertThat(SameSite.allowed(Optional.empty(), Optional.empty(), OWN)).isFalse();
        assertThat(SameSite.allowed(Optional.empty(), Optional.of("cross-site"), OWN))
                .isFalse();
    }

    @Test
    void goesOnlyToPathsOfThisSite() {
        for (String within : List.of("/launch?datalab=notebook", "/authors", "/find?q=../x", "/sessions/1/a.b")) {
            assertThat(SameSite.next(within)).isEqualTo(within);
        }
        for (String elsewhere : List.of(
                "//evil.example",
                "/\\evil.example",
                "https://evil.example",
                "",
                "/a b",
                "/auth/link/x",
                "/api/auth/device/approve",
                "/sessions/../auth/link/x",
                "/sessions/%2E./auth/link/x",
                "/a/..")) {
            assertThat(SameSite.next(elsewhere)).isEqualTo("/find");
        }
        assertThat(SameSite.next(null)).isEqualTo("/find");
    }
}
