package org.periapsis.notifier;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.config.KafkaConfig;
import org.periapsis.kit.config.PostgresConfig;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.config.Settings;
import org.periapsis.notifier.adapter.http.EventRoutes.StreamLimits;

/**
 * What the notifier is told at start.
 *
 * @param tail events kept in memory for the readers who keep up
 * @param history empty: there is the live log only
 * @param index empty: products that an event names beside its own are told to operators alone
 */
public record NotifierConfig(
        HttpConfig http,
        KafkaConfig kafka,
        int tail,
        StreamLimits limits,
        Optional<History> history,
        Optional<Index> index) {
    /** Whom it asks which rights products have now, and as whom. */
    public record Index(URI url, Secret token) {}

    /**
     * Where the history of ids is kept.
     *
     * @param rebuild drops it at the start and reads the log again
     */
    public record History(PostgresConfig postgres, boolean rebuild) {}

    /** @throws org.periapsis.kit.config.ConfigurationError when a key is missing, wrong or unknown */
    public static NotifierConfig of(Settings settings) {
        NotifierConfig config = new NotifierConfig(
                HttpConfig.of(settings),
                KafkaConfig.of(settings),
                settings.integer("events.tail", 10_000, 16, 1_000_000),
                new StreamLimits(
                        settings.integer("events.streams.caller", 16, 1, 10_000),
                        settings.integer("events.streams.anonymous", 256, 0, 100_000),
                        settings.integer("events.streams.address", 32, 1, 100_000),
                        settings.integer("events.streams.total", 2_048, 1, 100_000),
                        settings.duration("events.heartbeat", Duration.ofSeconds(15)),
                        settings.duration("events.patience", Duration.ofMinutes(2))),
                settings.optional("postgres.host")
                        .map(host -> new History(PostgresConfig.of(settings), settings.flag("history.rebuild", false))),
                settings.optional("indexer.url")
                        .map(url -> new Index(settings.uri("indexer.url"), settings.secret("service.token"))));
        settings.done();
        return config;
    }
}
