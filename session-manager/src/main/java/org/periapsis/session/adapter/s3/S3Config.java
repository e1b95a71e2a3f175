package org.periapsis.session.adapter.s3;

import io.minio.MinioClient;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.config.Settings;

/**
 * How the agent reaches S3 stores.
 *
 * @param own the site's own
 * @param others those of other sites by site id; a site that is not named shares this site's endpoint
 */
public record S3Config(Store own, Map<String, Store> others) {

    /**
     * One store.
     *
     * @param endpoint URL
     * @param user access key
     * @param secret key
     * @param region such as us-east-1
     */
    public record Store(String endpoint, String user, Secret secret, String region) {

        // MinIO's own default reads the machine's certificates byte by byte: seconds. One serves all of a process.
        private static final OkHttpClient HTTP = new OkHttpClient.Builder()
                .connectTimeout(5, TimeUnit.SECONDS)
                .readTimeout(60, TimeUnit.SECONDS)
                .writeTimeout(60, TimeUnit.SECONDS)
                .build();

        MinioClient client() {
            return MinioClient.builder()
                    .endpoint(endpoint)
                    .credentials(user, secret.value())
                    .region(region)
                    .httpClient(HTTP)
                    .build();
        }
    }

    public S3Config {
        others = Map.copyOf(others);
    }

    /** Reads the keys under {@code s3.}; those of another site under {@code s3.site.<id>.}. */
    public static S3Config of(Settings settings) {
        Map<String, Store> others = new HashMap<>();
        for (String key : settings.under("s3.site.").keySet()) {
            if (key.endsWith(".endpoint")) {
                String site = key.substring(0, key.length() - ".endpoint".length());
                others.put(site, store(settings, "s3.site." + site + "."));
            }
        }
        return new S3Config(store(settings, "s3."), others);
    }

    private static Store store(Settings settings, String prefix) {
        return new Store(
                settings.uri(prefix + "endpoint").toString(),
                settings.text(prefix + "user"),
                settings.secret(prefix + "secret"),
                settings.text(prefix + "region", "us-east-1"));
    }
}
