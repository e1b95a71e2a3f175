package org.periapsis.kit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.periapsis.kit.config.ConfigurationError;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.config.HttpLimits;
import org.periapsis.kit.config.Settings;

class ClientAddressTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void believesATrustedProxyAndNobodyElse() throws Exception {
        assertThat(seen("", "X-Forwarded-For: 198.51.100.7")).isEqualTo("127.0.0.1");
        assertThat(seen("127.0.0.0/8", "X-Forwarded-For: 198.51.100.7")).isEqualTo("198.51.100.7");
        assertThat(seen("127.0.0.1", "X-Other: 1")).isEqualTo("127.0.0.1");
    }

    @Test
    void takesTheNearestThatIsNoProxyOfOurs() throws Exception {
        String proxies = "127.0.0.1,10.1.0.0/16";
        // What stands before it was said by a stranger.
        assertThat(seen(proxies, "X-Forwarded-For: 203.0.113.1, 198.51.100.7, 10.1.9.9"))
                .isEqualTo("198.51.100.7");
        assertThat(seen(proxies, "X-Forwarded-For: 203.0.113.1\r\nX-Forwarded-For: 198.51.100.7"))
                .isEqualTo("198.51.100.7");
        assertThat(seen(proxies, "X-Forwarded-For: example.org")).isEqualTo("127.0.0.1");
        assertThat(seen(proxies, "X-Forwarded-For: 2001:db8::1")).isEqualTo("2001:db8::1");
    }

    @Test
    void refusesWhatIsNoNetwork() {
        for (String wrong : List.of("localhost", "10.0.0.0/33", "10.0.0.0/x", "1.2.3", "::1/129")) {
            Settings settings = new Settings(Map.of("http.proxies", wrong));
            assertThatThrownBy(() -> HttpLimits.front(settings))
                    .as(wrong)
                    .isInstanceOf(ConfigurationError.class)
                    .hasMessageContaining("http.proxies");
        }
    }

    /** Whoever has one address of IPv6 has 2^64 of them. */
    @Test
    void oneCustomerOfIpv6IsOne() {
        assertThat(ClientAddress.network("2001:db8:1:2:3:4:5:6"))
                .isEqualTo(ClientAddress.network("2001:db8:1:2::1"))
                .isNotEqualTo(ClientAddress.network("2001:db8:1:3::1"));
        assertThat(ClientAddress.network("192.0.2.7")).isEqualTo("192.0.2.7");
        assertThat(ClientAddress.network("::ffff:192.0.2.7")).isEqualTo("::ffff:192.0.2.7");
        assertThat(ClientAddress.network("unknown")).isEqualTo("unknown");
    }

    private String seen(String proxies, String header) throws Exception {
        Settings settings = new Settings(proxies.isEmpty() ? Map.of() : Map.of("http.proxies", proxies));
        Router router = Router.router(vertx);
        router.get("/").handler(context -> context.response().end(ClientAddress.of(context.request())));
        HttpConfig config = new HttpConfig(
                "127.0.0.1",
                0,
                "",
                "",
                HttpLimits.front(settings),
                new HttpConfig.Drain(Duration.ZERO, Duration.ofSeconds(1)));
        Listener listener = Listener.open(vertx, config, router)
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        try (Wire wire = new Wire(listener.actualPort())) {
            String answer = wire.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + header + "\r\n\r\n")
                    .all();
            return answer.substring(answer.indexOf("\r\n\r\n") + 4);
        }
    }
}
