package org.periapsis.portal.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionOriginsTest {
    private static final String ID = "0b9d3c1e-0d0f-4c7e-8a9e-1f2d3c4b5a69";

    @ParameterizedTest
    @CsvSource({
        "'', '', localhost",
        "http://127.0.0.1:7080, '', localhost",
        "http://localhost:7080, '', localhost",
        "http://[::1]:7080, '', localhost",
        "https://portal.example.org, '', sessions.portal.example.org",
        "https://portal.example.org, sessions.example.org, sessions.example.org",
        "https://portal.example.org, Sessions.Example.org:8443, sessions.example.org"
    })
    void sessionsHaveTheHostThatIsSetOrOneOfThePortals(String url, String configured, String hosts) {
        assertThat(SessionOrigins.of(url, configured, Map.of()).usual().hosts()).isEqualTo(hosts);
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', http://ID.localhost:7080",
        "http://127.0.0.1:80, '', http://ID.localhost",
        "https://portal.example.org, sessions.example.org, https://ID.sessions.example.org",
        "https://portal.example.org:8443, sessions.example.org, https://ID.sessions.example.org:8443",
        "https://portal.example.org, sessions.example.org:444, https://ID.sessions.example.org:444"
    })
    void theOriginIsAsBrowsersWriteIt(String url, String configured, String origin) {
        assertThat(SessionOrigins.of(url, configured, Map.of()).origin(ID, "esac", 7080))
                .isEqualTo(origin.replace("ID", ID));
    }

    @Test
    void aHostNamesOneSessionOrThePortalOrNothing() {
        SessionOrigins origins = SessionOrigins.of("https://portal.example.org", "sessions.example.org", Map.of());
        assertThat(origins.of(ID + ".sessions.example.org")).isEqualTo(new SessionOrigins.Session(ID, origins.usual()));
        assertThat(origins.of(ID.toUpperCase(java.util.Locale.ROOT) + ".Sessions.Example.ORG:443"))
                .isEqualTo(new SessionOrigins.Session(ID, origins.usual()));
        for (String nothing : new String[] {
            "x.sessions.example.org",
            "a." + ID + ".sessions.example.org",
            ID + ".sessions.example.org.",
            ".sessions.example.org"
        }) {
            assertThat(origins.of(nothing)).as(nothing).isEqualTo(new SessionOrigins.Nothing());
        }
        for (String portal : new String[] {
            "portal.example.org",
            "sessions.example.org",
            "127.0.0.1:7080",
            "[::1]:7080",
            ID,
            ID + ".evil.org",
            "",
            "a:b:c"
        }) {
            assertThat(origins.of(portal)).as(portal).isEqualTo(new SessionOrigins.Portal());
        }
        assertThat(origins.of(null)).isEqualTo(new SessionOrigins.Portal());
    }

    @Test
    void aSiteMayHaveAWildcardOfItsOwn() {
        SessionOrigins origins =
                SessionOrigins.of("https://portal.example.org", "example.org", Map.of("jive", "jive.example.org:8443"));
        assertThat(origins.origin(ID, "jive", 1)).isEqualTo("https://" + ID + ".jive.example.org:8443");
        assertThat(origins.origin(ID, "esac", 1)).isEqualTo("https://" + ID + ".example.org");
        assertThat(origins.of(ID + ".jive.example.org:8443"))
                .isEqualTo(new SessionOrigins.Session(ID, origins.at("jive")));
        assertThat(origins.of(ID + ".example.org")).isEqualTo(new SessionOrigins.Session(ID, origins.usual()));
        assertThat(origins.at("jive")).isNotEqualTo(origins.at("esac"));
    }

    /** Else nobody would come to it any more. */
    @Test
    void aPortalBelowTheSessionsHostsIsThePortal() {
        SessionOrigins origins = SessionOrigins.of("https://portal.example.org", "example.org", Map.of());
        assertThat(origins.of("portal.example.org")).isEqualTo(new SessionOrigins.Portal());
        assertThat(origins.of(ID + ".example.org")).isEqualTo(new SessionOrigins.Session(ID, origins.usual()));
    }

    @Test
    void localhostIsTheBrowsersOwnMachine() {
        SessionOrigins here = SessionOrigins.of("", "", Map.of());
        assertThat(here.reachedFrom("esac", "127.0.0.1:7080")).isTrue();
        assertThat(here.reachedFrom("esac", "localhost:7080")).isTrue();
        assertThat(here.reachedFrom("esac", "[::1]:7080")).isTrue();
        assertThat(here.reachedFrom("esac", "portal.example.org")).isFalse();
        assertThat(here.reachedFrom("esac", null)).isFalse();
        assertThat(SessionOrigins.of("https://portal.example.org", "", Map.of())
                        .reachedFrom("esac", "portal.example.org"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-a.org", "a..org", "a b", "https://a.org", "a.org/", "*.a.org", "a.org:port"})
    void whatIsNoHostIsRefused(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SessionOrigins.of("https://portal.example.org", host, Map.of()));
    }
}
