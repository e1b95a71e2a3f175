package org.periapsis.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.periapsis.kit.config.ConfigurationError;
import org.periapsis.kit.config.Settings;

class IngestConfigTest {
    private static final Map<String, String> NEEDED = Map.of(
            "site", "esac",
            "issuer.name", "https://issuer.test",
            "issuer.key", "PEM",
            "kafka.bootstrap", "127.0.0.1:9092",
            "registry.url", "http://127.0.0.1:8081",
            "postgres.user", "ingest_esac",
            "postgres.password", "pg-secret",
            "s3.endpoint", "http://127.0.0.1:9000",
            "s3.user", "ingest-esac",
            "s3.secret", "s3-secret");

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
