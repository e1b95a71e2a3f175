package org.periapsis.kit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.periapsis.kit.auth.IssuerPair;

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
        String key = IssuerPair.make().publicKey();
        HttpConfig config = HttpConfig.of(new Settings(Map.of("issuer.name", "i", "issuer.key", key)));
        assertThat(config).isEqualTo(new HttpConfig("127.0.0.1", 0, "i", key));
    }

    @Test
    void refusesAnAddressThatNobodyCanBeReachedBy() {
        for (String wrong : List.of("foo", "foo:1", "http://", "http:/h", "ftp://h", "http://h:99999", "http://h h")) {
            Settings settings =
                    new Settings(Map.of("one.url", wrong, "below.esac", wrong, "more.url", "http://h," + wrong));
            assertThatThrownBy(() -> settings.uri("one.url")).as(wrong).hasMessageContaining("one.url");
            assertThatThrownBy(() -> settings.optionalUri("one.url")).as(wrong).hasMessageContaining("one.url");
            assertThatThrownBy(() -> settings.urisUnder("below.")).as(wrong).hasMessageContaining("below.esac");
            assertThatThrownBy(() -> settings.uris("more.url")).as(wrong).hasMessageContaining("more.url");
        }
        Settings right =
                new Settings(Map.of("a", "http://sky_1-2.example:80/x", "b", "https://[::1]:1", "c.d", "http://h"));
        assertThat(right.urisUnder("c.")).containsOnlyKeys("d");
        assertThat(right.uri("b").getPort()).isEqualTo(1);
    }

    @Test
    void refusesBrokersWithoutAPort() {
        for (String wrong :
                List.of("nohost", "h:", ":1", "h:0", "h:99999", "h:1,g", "http://h:1", "::1:9092", "h h:1")) {
            assertThatThrownBy(() -> new Settings(Map.of("kafka.bootstrap", wrong)).peers("kafka.bootstrap"))
                    .as(wrong)
                    .isInstanceOf(ConfigurationError.class)
                    .hasMessageContaining("kafka.bootstrap");
        }
        for (String right : List.of("h:1", "kafka_1.sky.:9092,10.0.0.7:1", "[2001:db8::1]:9092")) {
            assertThat(new Settings(Map.of("k", right)).peers("k")).isEqualTo(right);
        }
    }

    @Test
    void refusesAHostThatIsNone() {
        for (String wrong : List.of("h:5432", "db:5432", "http://h", "h h", "a/b", "a,b")) {
            assertThatThrownBy(() -> new Settings(Map.of("h", wrong)).host("h"))
                    .as(wrong)
                    .hasMessageContaining("h is neither");
        }
        for (String right : List.of("h", "postgres_1.sky", "10.0.0.7", "::1", "[2001:db8::1]")) {
            assertThat(new Settings(Map.of("h", right)).host("h")).isEqualTo(right);
        }
    }

    @Test
    void refusesAnIssuersKeyThatIsNone() {
        for (String wrong : List.of("sky.example.org", IssuerPair.make().privateKey())) {
            assertThatThrownBy(() -> HttpConfig.of(new Settings(Map.of("issuer.name", "i", "issuer.key", wrong))))
                    .isInstanceOf(ConfigurationError.class)
                    .hasMessage("issuer.key holds no PEM block PUBLIC KEY");
        }
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
