package org.periapsis.ingest.adapter.s3;

import java.net.URI;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.config.Settings;

/**
 * How the site's object store is reached.
 *
 * @param products bucket of the site's products
 * @param outputs bucket of its runs' outputs
 * @param manifests bucket of the hub's input manifests
 */
public record S3Config(
        URI endpoint,
        String region,
        String accessKey,
        Secret secretKey,
        String products,
        String outputs,
        String manifests) {
    /** Reads the keys under {@code s3.}. */
    public static S3Config of(Settings settings, String site) {
        return new S3Config(
                settings.uri("s3.endpoint"),
                settings.text("s3.region", "us-east-1"),
                settings.text("s3.user"),
                settings.secret("s3.secret"),
                settings.text("s3.products", site + "-products"),
                settings.text("s3.outputs", site + "-outputs"),
                settings.text("s3.manifests", "hub-manifests"));
    }
}
