package org.periapsis.client.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class WayOutTest {
    @Test
    void isTheProxyThatTheEnvironmentNames() {
        assertThat(WayOut.of(Map.of("http_proxy", "http://127.0.0.1:3128", "HTTPS_PROXY", "proxy.test:8080/")))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "http.proxyHost", "127.0.0.1",
                        "http.proxyPort", "3128",
                        "https.proxyHost", "proxy.test",
                        "https.proxyPort", "8080"));
    }

    @Test
    void isNoneWhereNoneIsNamedOrItCannotBeRead() {
        assertThat(WayOut.of(Map.of())).isEmpty();
        assertThat(WayOut.of(Map.of("http_proxy", "http://not an address"))).isEmpty();
    }
}
