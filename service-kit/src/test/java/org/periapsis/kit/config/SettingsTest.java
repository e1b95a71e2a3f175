package org.periapsis.kit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void readsTheEnvironmentByDottedKeys() {
        Settings settings =
                Settings.ofEnvironment(Map.of("PERIAPSIS_KAFKA_BOOTSTRAP", "127.0.0.1:9092", "PATH", "/bin"));
        assertThat(settings.text("kafka.bootstrap")).isEqualTo("127.0.0.1:9092");
        settings.done();
    }

    @Test
    void namesAKeyThatNobodyAskedFor() {
        Settings settings = new Settings(Map.of("http.port", "1", "htp.host", "x"));
        settings.integer("http.port", 0, 0, 65535);
        assertThatThrownBy(settings::done)
                .isInstanceOf(ConfigurationError.class)
                .hasMessageContaining("htp.host")
                .hasMessageContaining("http.port");
    }

    @Test
    void namesTheKeyAndTheFaultOfABadValue() {
        Settings settings = new Settings(
                Map.of("a.port", "70000", "b.port", "many", "c.time", "30s", "d.url", "nowhere", "e.on", "yes"));
        assertThatThrownBy(() -> settings.integer("a.port", 0, 0, 65535)).hasMessageContaining("a.port is not between");
        assertThatThrownBy(() -> settings.integer("b.port", 0, 0, 65535)).hasMessageContaining("b.port");
        assertThatThrownBy(() -> settings.duration("c.time", Duration.ZERO)).hasMessageContaining("PT30S");
        assertThatThrownBy(() -> settings.uri("d.url")).hasMessageContaining("d.url");
        assertThatThrownBy(() -> settings.flag("e.on", false)).hasMessageContaining("e.on");
        assertThatThrownBy(() -> settings.text("f.missing")).hasMessageContaining("f.missing is missing");
    }

    @Test
    void printsNoSecret() {
        KafkaConfig config = KafkaConfig.of(new Settings(Map.of(
                "kafka.bootstrap",
                "h:1",
                "kafka.user",
                "u",
                "kafka.password",
                "hunter2",
                "registry.url",
                "http://h:2")));
        assertThat(config.toString()).doesNotContain("hunter2").contains("***");
    }

    @Test
    void wantsUserAndPasswordTogether() {
        Settings settings =
                new Settings(Map.of("kafka.bootstrap", "h:1", "kafka.user", "u", "registry.url", "http://h:2"));
        assertThatThrownBy(() -> KafkaConfig.of(settings)).hasMessageContaining("kafka.password");
    }

    @Test
    void listensOnLoopbackUnlessToldOtherwise() {
        HttpConfig config = HttpConfig.of(new Settings(Map.of("issuer.name", "i", "issuer.key", "k")));
        assertThat(config).isEqualTo(new HttpConfig("127.0.0.1", 0, "i", "k"));
    }

    @Test
    void aProcessIsNamedByItsMachineAndPortUnlessToldOtherwise() throws Exception {
        String host = java.net.InetAddress.getLocalHost().getHostName();
        assertThat(instance(Map.of())).as("any free port is no name").isEmpty();
        if (!host.startsWith("localhost")) {
            assertThat(instance(Map.of("http.port", "8080"))).contains(host + "-8080");
        }
        assertThat(instance(Map.of("http.port", "8080", "instance", "none"))).isEmpty();
        assertThat(instance(Map.of("instance", "left.2"))).contains("left.2");
        assertThatThrownBy(() -> instance(Map.of("instance", "a b"))).hasMessageContaining("instance");
    }

    private static java.util.Optional<String> instance(Map<String, String> more) {
        Map<String, String> all = new java.util.HashMap<>(more);
        all.put("kafka.bootstrap", "k:1");
        all.put("registry.url", "http://r:1");
        return KafkaConfig.of(new Settings(all)).instance();
    }
}
