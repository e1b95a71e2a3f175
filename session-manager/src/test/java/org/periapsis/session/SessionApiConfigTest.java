package org.periapsis.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.periapsis.kit.config.ConfigurationError;
import org.periapsis.kit.config.Settings;
import org.periapsis.session.domain.request.RequestLimits;

class SessionApiConfigTest {
    static Map<String, String> needed() {
        Map<String, String> values = new HashMap<>();
        values.put("kafka.bootstrap", "127.0.0.1:9092");
        values.put("registry.url", "http://127.0.0.1:8081");
        values.put("postgres.host", "127.0.0.1");
        values.put("postgres.user", "session_manager");
        values.put("postgres.password", "postgres-secret");
        values.put("issuer.name", "https://issuer.test");
        values.put("issuer.key", TestIssuer.KEY);
        values.put("s3.endpoint", "http://127.0.0.1:9000");
        values.put("s3.user", "session-manager");
        values.put("s3.secret", "s3-secret");
        values.put("indexer.url", "http://127.0.0.1:1");
        values.put("scheduler.url", "http://127.0.0.1:2");
        values.put("service.token", "token-secret");
        return values;
    }

    @Test
    void hasDefaultsForAllThatIsNotOfThisPlace() {
        Settings settings = new Settings(needed());
        SessionApiConfig config = SessionApiConfig.of(settings);
        settings.done();
        assertThat(config.limits()).isEqualTo(RequestLimits.standard());
        assertThat(config.authority()).isEqualTo("hub");
        assertThat(config.manifests().bucket()).isEqualTo("hub-manifests");
        assertThat(config.http().host()).isEqualTo("127.0.0.1");
    }

    @Test
    void printsNoSecret() {
        assertThat(SessionApiConfig.of(new Settings(needed())).toString())
                .doesNotContain("postgres-secret", "s3-secret", "token-secret");
    }

    @Test
    void namesTheKeyThatIsMissing() {
        Map<String, String> values = needed();
        values.remove("indexer.url");
        assertThatThrownBy(() -> SessionApiConfig.of(new Settings(values)))
                .isInstanceOf(ConfigurationError.class)
                .hasMessageContaining("indexer.url");
    }
}
