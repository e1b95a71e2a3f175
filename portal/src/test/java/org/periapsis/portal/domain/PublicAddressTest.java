package org.periapsis.portal.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PublicAddressTest {
    private static final PublicAddress PUBLIC = PublicAddress.of("https://portal.example.org", "0.0.0.0");
    private static final PublicAddress LOCAL = PublicAddress.of("", "127.0.0.1");
    private static final PublicAddress UNTOLD = PublicAddress.of("", "0.0.0.0");

    @Test
    void linksNeverComeFromARequest() {
        assertThat(PUBLIC.base("http", 8080)).isEqualTo("https://portal.example.org");
        assertThat(LOCAL.base("http", 7080)).isEqualTo("http://127.0.0.1:7080");
        assertThat(UNTOLD.base("http", 8080)).isEqualTo("http://localhost:8080");
        assertThat(PublicAddress.of("", "::1").base("http", 8080)).isEqualTo("http://[::1]:8080");
    }

    @Test
    void knowsItsOwnNamesOnly() {
        for (String own :
                List.of("portal.example.org", "PORTAL.example.org", "portal.example.org:443", "localhost:8080")) {
            assertThat(PUBLIC.knows(own)).as(own).isTrue();
        }
        for (String other : List.of(
                "evil.example",
                "portal.example.org.evil.example",
                "portal.example.org:8443",
                "portal.example.org@evil.example",
                "10.1.2.3",
                "")) {
            assertThat(PUBLIC.knows(other)).as(other).isFalse();
        }
        assertThat(PUBLIC.knows(null)).isFalse();
    }

    @Test
    void onLoopbackNoOtherNameIsPointedAtIt() {
        for (String own :
                List.of("localhost", "localhost:7080", "127.0.0.1:7080", "[::1]:7080", "abc.localhost:7080")) {
            assertThat(LOCAL.knows(own)).as(own).isTrue();
        }
        for (String other : List.of("evil.example:7080", "localhost.evil.example", "127.0.0.1.evil.example:7080")) {
            assertThat(LOCAL.knows(other)).as(other).isFalse();
        }
    }

    @Test
    void whoWasNotToldCannotTell() {
        assertThat(UNTOLD.knows("anything.example:8080")).isTrue();
    }

    @Test
    void pagesThatCameByTlsHaveItsOriginThoughItEndsBefore() {
        assertThat(PUBLIC.origin("http", "portal.example.org")).isEqualTo("https://portal.example.org");
        assertThat(PUBLIC.origin("http", "localhost:8080")).isEqualTo("http://localhost:8080");
        assertThat(LOCAL.origin("http", "localhost:7080")).isEqualTo("http://localhost:7080");
    }
}
