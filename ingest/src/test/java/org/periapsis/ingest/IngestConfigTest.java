package org.periapsis.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.periapsis.kit.auth.IssuerPair;
import org.periapsis.kit.config.ConfigurationError;
import org.periapsis.kit.config.Settings;

class IngestConfigTest {
    private static final Map<String, String> NEEDED = Map.ofEntries(
            Map.entry("site", "esac"),
            Map.entry("issuer.name", "https://issuer.test"),
            Map.entry("issuer.key", IssuerPair.make().publicKey()),
            Map.entry("kafka.bootstrap", "127.0.0.1:9092"),
            Map.entry("registry.url", "http://127.0.0.1:8081"),
            Map.entry("postgres.user", "ingest_esac"),
            Map.entry("postgres.password", "pg-secret"),
            Map.entry("s3.endpoint", "http://127.0.0.1:9000"),
            Map.entry("s3.user", "ingest-esac"),
            Map.entry("s3.secret", "s3-secret"),
            Map.entry("postgres.host", "127.0.0.1"));

    @Test
    void namesTheBucketsAfterTheSite() {
        IngestConfig config = IngestConfig.of(new Settings(NEEDED));
        assertThat(config.s3().products()).isEqualTo("esac-products");
        assertThat(config.s3().outputs()).isEqualTo("esac-outputs");
        assertThat(config.limits()).isEqualTo(IngestConfig.Limits.STANDARD);
        assertThat(config.http().host()).isEqualTo("127.0.0.1");
    }

    @Test
    void printsNoSecret() {
        assertThat(IngestConfig.of(new Settings(NEEDED)).toString()).doesNotContain("pg-secret", "s3-secret");
    }

    @Test
    void refusesAnUnknownKeyAndAMissingOne() {
        Map<String, String> more = new HashMap<>(NEEDED);
        more.put("s3.bucket", "x");
        assertThatThrownBy(() -> IngestConfig.of(new Settings(more)))
                .isInstanceOf(ConfigurationError.class)
                .hasMessageContaining("s3.bucket");
        more.remove("s3.bucket");
        more.remove("site");
        assertThatThrownBy(() -> IngestConfig.of(new Settings(more))).hasMessageContaining("site");
    }
}
