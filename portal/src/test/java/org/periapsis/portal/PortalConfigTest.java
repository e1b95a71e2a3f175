package org.periapsis.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.periapsis.kit.auth.IssuerPair;
import org.periapsis.kit.config.ConfigurationError;
import org.periapsis.kit.config.Settings;

class PortalConfigTest {
    private final Map<String, String> values = new TreeMap<>();

    PortalConfigTest() throws Exception {
        IssuerPair pair = IssuerPair.make();
        values.putAll(Map.of(
                "kafka.bootstrap", "127.0.0.1:9092",
                "registry.url", "http://127.0.0.1:8081",
                "postgres.host", "127.0.0.1",
                "postgres.user", "portal",
                "postgres.password", "postgres-secret",
                "issuer.name", "https://issuer.test",
                "issuer.key", pair.publicKey(),
                "issuer.private", pair.privateKey(),
                "link.secret", "link-secret"));
        values.putAll(Map.of(
                "indexer.url", "http://127.0.0.1:1",
                "sessions.url", "http://127.0.0.1:2",
                "notifier.url", "http://127.0.0.1:3",
                "ingest.esac", "http://127.0.0.1:4",
                "archive.sky", "esac",
                "watch.agent.esac", "http://127.0.0.1:5",
                "home", "esac"));
    }

    @Test
    void takesWhatIsRight() {
        assertThat(PortalConfig.of(new Settings(values)).toString())
                .doesNotContain("postgres-secret", "link-secret", "PRIVATE");
    }

    @Test
    void namesTheKeyOfAWrongValue() throws Exception {
        String stranger = IssuerPair.make().privateKey();
        Map.of(
                        "ingest.esac", "foo",
                        "watch.agent.esac", "x",
                        "indexer.url", "foo:1",
                        "home", "nosite",
                        "archive.sky", "nosite",
                        "issuer.key", "sky.example.org",
                        "issuer.private", stranger,
                        "kafka.bootstrap", "nohost",
                        "http.proxies", "abc",
                        "postgres.host", "db:5432")
                .forEach((key, wrong) -> {
                    Map<String, String> all = new TreeMap<>(values);
                    all.put(key, wrong);
                    assertThatThrownBy(() -> PortalConfig.of(new Settings(all)))
                            .as(key)
                            .isInstanceOf(ConfigurationError.class)
                            .hasMessageStartingWith(key + " ")
                            .hasMessageNotContaining("PRIVATE");
                });
    }
}
