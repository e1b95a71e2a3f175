package org.periapsis.session;

import java.net.URI;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.config.KafkaConfig;
import org.periapsis.kit.config.PostgresConfig;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.config.Settings;
import org.periapsis.session.domain.request.RequestLimits;

/**
 * What the API role is told.
 *
 * @param manifests where manifests are kept
 * @param peers the services it asks, and how it says who it is
 * @param authority the scheduler that decides on what is requested here
 */
public record SessionApiConfig(
        KafkaConfig kafka,
        PostgresConfig postgres,
        HttpConfig http,
        Manifests manifests,
        Peers peers,
        String authority,
        RequestLimits limits) {

    /** S3, path-style. */
    public record Manifests(URI endpoint, String region, String bucket, String accessKey, Secret secretKey) {}

    /** @param token a JWT with the role {@code service} */
    public record Peers(URI indexer, URI scheduler, Secret token) {}

    /** Reads and checks every key, see the README's table. */
    public static SessionApiConfig of(Settings settings) {
        RequestLimits standard = RequestLimits.standard();
        SessionApiConfig config = new SessionApiConfig(
                KafkaConfig.of(settings),
                PostgresConfig.of(settings),
                HttpConfig.of(settings),
                new Manifests(
                        settings.uri("s3.endpoint"),
                        settings.text("s3.region", "us-east-1"),
                        settings.text("s3.bucket", "hub-manifests"),
                        settings.text("s3.user"),
                        settings.secret("s3.secret")),
                new Peers(settings.uri("indexer.url"), settings.uri("scheduler.url"), settings.secret("service.token")),
                settings.text("authority", "hub"),
                new RequestLimits(
                        settings.integer("limit.ids", standard.ids(), 1, 10_000),
                        settings.integer("limit.products", standard.products(), 1, 1_000_000),
                        (long) settings.integer("limit.manifest.mib", (int) (standard.manifestBytes() >> 20), 1, 1_024)
                                << 20,
                        standard.need(),
                        standard.least(),
                        standard.most(),
                        settings.integer("lease.default.s", (int) standard.leaseS(), 60, 30 * 86_400),
                        standard.leaseMinS(),
                        settings.integer("lease.max.s", (int) standard.leaseMaxS(), 60, 30 * 86_400),
                        standard.attempts()));
        settings.done();
        return config;
    }
}
