package org.periapsis.kit.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.observe.Observer;

class ServiceTokenTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private final Vertx vertx = Vertx.vertx();
    private final Observer observer = new Observer("test", "");

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void anExpiredTokenIsNotReadyAndOneThatWillExpireIsToldOf() {
        Observer.Check expired = check(NOW.minusSeconds(1));
        assertThat(expired.up()).isFalse();
        assertThat(expired.detail()).contains("expired").contains("periapsis prepare");
        Observer.Check soon = check(NOW.plus(29, ChronoUnit.DAYS));
        assertThat(soon.up()).isTrue();
        assertThat(soon.detail()).contains("expires soon, at 2026-12-29");
        Observer.Check good = check(NOW.plus(31, ChronoUnit.DAYS));
        assertThat(good.up()).isTrue();
        assertThat(good.detail()).startsWith("good until");
        assertThat(observer.scrape()).contains("periapsis_service_token_expires_seconds");
    }

    @Test
    void whatIsNoTokenIsNoReasonNotToStart() {
        ServiceToken opaque = new ServiceToken(vertx, observer, new Secret("service"), Clock.systemUTC());
        opaque.start();
        assertThat(observer.ready()).isTrue();
    }

    private Observer.Check check(Instant expires) {
        String claims = "{\"exp\":" + expires.getEpochSecond() + "}";
        String body = Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        new ServiceToken(vertx, observer, new Secret("h." + body + ".s"), Clock.fixed(NOW, ZoneOffset.UTC)).start();
        return observer.checks().get("service-token");
    }
}
