package org.periapsis.ingest;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.periapsis.events.door.Authorities;
import org.periapsis.events.door.FlawedException;
import org.periapsis.ingest.adapter.s3.S3Config;
import org.periapsis.ingest.domain.intake.Pace;
import org.periapsis.kit.config.ConfigurationError;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.config.KafkaConfig;
import org.periapsis.kit.config.PostgresConfig;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.config.Settings;

/**
 * What an instance of ingest is started with.
 *
 * @param site whose door this is
 * @param accessBase address under which this site's files are downloaded, written into access_url; empty for none
 * @param referenceBuckets buckets, besides the site's own, whose objects an archive may give by reference
 * @param authorities under which archives may name their products
 * @param index which is asked whether what is transferred may be read still; empty: nobody is
 */
public record IngestConfig(
        String site,
        HttpConfig http,
        KafkaConfig kafka,
        PostgresConfig postgres,
        S3Config s3,
        Limits limits,
        String accessBase,
        List<String> referenceBuckets,
        Authorities authorities,
        Optional<Index> index) {
    /**
     * Whom it asks which rights products have.
     *
     * @param token of this site's
     */
    public record Index(URI url, Secret token) {}

    /**
     * Bounds of what is taken at once.
     *
     * @param fileBytes of one upload
     * @param uploads at the same time
     * @param uploadMemory bytes that uploads hold together, of all sites of the process; 0 for a quarter of the heap
     * @param patience for which an upload waits for its part (8 MiB) of that
     * @param references of each archive
     */
    public record Limits(long fileBytes, int uploads, long uploadMemory, Duration patience, Pace.Rate references) {
        public static final Limits STANDARD =
                new Limits(64L << 30, 16, 0, Duration.ofSeconds(10), new Pace.Rate(1_000, 50_000));
    }

    public IngestConfig {
        referenceBuckets = List.copyOf(referenceBuckets);
    }

    /** As many as a third of the heap has parts for, at most 16. */
    private static int uploads() {
        return (int) Math.max(
                2, Math.min(Limits.STANDARD.uploads(), Runtime.getRuntime().maxMemory() / (24L << 20)));
    }

    /** Reads all keys, and refuses unknown ones. */
    public static IngestConfig of(Settings settings) {
        String site = settings.text("site");
        IngestConfig config = new IngestConfig(
                site,
                HttpConfig.of(settings),
                KafkaConfig.of(settings),
                PostgresConfig.of(settings),
                S3Config.of(settings, site),
                new Limits(
                        (long) settings.integer("upload.max.mib", 65_536, 1, 1 << 20) << 20,
                        settings.integer("upload.concurrent", uploads(), 1, 1000),
                        (long) settings.integer("upload.memory.mib", 0, 0, 1 << 20) << 20,
                        settings.duration("upload.patience", Limits.STANDARD.patience()),
                        new Pace.Rate(
                                settings.integer(
                                        "reference.rate",
                                        Limits.STANDARD.references().perSecond(),
                                        1,
                                        1_000_000),
                                settings.integer(
                                        "reference.burst",
                                        Limits.STANDARD.references().saved(),
                                        1,
                                        1_000_000_000))),
                settings.text("access.base", ""),
                settings.list("reference.buckets", List.of()),
                authorities(settings),
                settings.optional("indexer.url")
                        .map(url -> new Index(settings.uri("indexer.url"), settings.secret("service.token"))));
        settings.done();
        return config;
    }

    private static Authorities authorities(Settings settings) {
        String key = "archive.authorities";
        try {
            return Authorities.of(key, settings.list(key, List.of()));
        } catch (FlawedException e) {
            throw new ConfigurationError(key, "is wrong: " + e.flaw().detail(), e);
        }
    }
}
