package org.periapsis.indexer;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.periapsis.kit.config.ConfigurationError;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.config.KafkaConfig;
import org.periapsis.kit.config.PostgresConfig;
import org.periapsis.kit.config.Settings;

/**
 * What the indexer is told at start.
 *
 * @param instance tells this instance's Kafka transactions from another's; a restarted one keeps it
 * @param batch records applied in one transaction at most
 * @param rebuild drops the view at start and makes it anew from the log
 * @param copies within which after a product's bytes their first copy is told of, or does not come by itself
 */
public record IndexerConfig(
        KafkaConfig kafka,
        PostgresConfig postgres,
        HttpConfig http,
        String instance,
        int batch,
        boolean rebuild,
        Duration copies) {

    /** Reads and checks every key; an unknown one is an error. */
    public static IndexerConfig of(Settings settings) {
        IndexerConfig config = new IndexerConfig(
                KafkaConfig.of(settings),
                PostgresConfig.of(settings),
                HttpConfig.of(settings),
                instance(settings.text("indexer.instance", "1")),
                settings.integer("indexer.batch", 1000, 1, 20_000),
                settings.flag("indexer.rebuild", false),
                settings.duration("indexer.copies.within", Duration.ofSeconds(45)));
        settings.done();
        return config;
    }

    /** Containers that are made of one description have the name of their host of their own, and nothing else. */
    private static String instance(String told) {
        if (!told.equals("auto")) {
            return told;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            throw new ConfigurationError("indexer.instance", "cannot be auto: this machine does not know its name", e);
        }
    }
}
