package org.periapsis.kit.auth;

import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.observe.Observer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells how long the token with which a service asks others is good: by the check {@code service-token}, which fails when it
 * has expired, by a metric, and by a line a day in its last thirty days. Whether it is genuine is for those who are asked.
 */
public final class ServiceToken {
    /** Seconds until the token expires; negative when it has. */
    public static final String EXPIRES = "periapsis_service_token_expires_seconds";

    private static final Logger LOG = LoggerFactory.getLogger(ServiceToken.class);
    private static final Duration SOON = Duration.ofDays(30);
    private static final long LOOK_MS = 2_000;
    private static final Duration LINE = Duration.ofDays(1);

    private final Vertx vertx;
    private final Observer observer;
    private final Optional<Instant> expires;
    private final Clock clock;
    private long timer = -1;
    private Instant told = Instant.EPOCH;

    public ServiceToken(Vertx vertx, Observer observer, Secret token, Clock clock) {
        this.vertx = vertx;
        this.observer = observer;
        this.expires = expiry(token.value());
        this.clock = clock;
    }

    public void start() {
        expires.ifPresent(at -> Gauge.builder(EXPIRES, clock, now -> Duration.between(now.instant(), at)
                        .toSeconds())
                .description("Seconds until the token with which this service asks others expires")
                .register(observer.metrics()));
        look();
        timer = vertx.setPeriodic(LOOK_MS, tick -> look());
    }

    public Future<Void> stop() {
        vertx.cancelTimer(timer);
        return Future.succeededFuture();
    }

    private synchronized void look() {
        Instant now = clock.instant();
        if (expires.isEmpty()) {
            observer.check("service-token", true, "has no end that could be read");
            return;
        }
        Instant end = expires.get();
        boolean expired = !now.isBefore(end);
        boolean soon = now.isAfter(end.minus(SOON));
        observer.check(
                "service-token",
                !expired,
                expired
                        ? "service.token expired at " + end + ": make another with `periapsis prepare`"
                        : soon ? "service.token expires soon, at " + end : "good until " + end);
        if (soon && Duration.between(told, now).compareTo(LINE) >= 0) {
            told = now;
            LOG.warn("event=service-token-{} at={}", expired ? "expired" : "expires-soon", end);
        }
    }

    /** What the token says of itself, unchecked. */
    private static Optional<Instant> expiry(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            JsonObject claims =
                    new JsonObject(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
            return Optional.ofNullable(claims.getLong("exp")).map(Instant::ofEpochSecond);
        } catch (RuntimeException e) {
            LOG.warn("event=service-token-unreadable cause={}", e.toString());
            return Optional.empty();
        }
    }
}
