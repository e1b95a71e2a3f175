package org.periapsis.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.periapsis.kit.config.ConfigurationError;
import org.periapsis.kit.config.Settings;
import org.periapsis.session.adapter.process.Bounds;
import org.periapsis.session.adapter.process.LogBounds;
import org.periapsis.session.domain.agent.OutputBounds;
import org.periapsis.session.domain.run.EgressRules;
import org.periapsis.session.domain.run.EgressRules.Destination;

class AgentConfigTest {

    private static Map<String, String> needed() {
        Map<String, String> values = new HashMap<>();
        values.put("site.id", "esac");
        values.put("kafka.bootstrap", "127.0.0.1:9092");
        values.put("registry.url", "http://127.0.0.1:8081");
        values.put("issuer.name", "https://issuer.test");
        values.put("issuer.key", TestIssuer.KEY);
        values.put("s3.endpoint", "http://127.0.0.1:9000");
        values.put("s3.user", "agent-esac");
        values.put("s3.secret", "s3-secret");
        values.put("agent.directory", "/nowhere");
        return values;
    }

    @Test
    void runsAreBoundedAndGetNowhereUnlessTheOperatorSaysOtherwise() {
        AgentConfig config = AgentConfig.of(new Settings(needed()));

        assertThat(config.confines().bounds()).isEqualTo(Bounds.usual());
        assertThat(config.confines().logs()).isEqualTo(LogBounds.usual());
        assertThat(config.confines().egress()).isEqualTo(EgressRules.none());
        assertThat(config.local().sandbox()).isTrue();
        assertThat(config.toString()).doesNotContain("s3-secret");
    }

    @Test
    void everyKeyOfRunsIsRead() {
        Map<String, String> values = needed();
        values.put("agent.run.processes", "100");
        values.put("agent.run.disk.mib", "7");
        values.put("agent.run.files", "5000");
        values.put("agent.output.files", "10");
        values.put("agent.output.names.kib", "3");
        values.put("agent.log.mib", "3");
        values.put("agent.logs.keep", "P2D");
        values.put("agent.logs.mib", "40");
        values.put("agent.run.cpu.quota", "true");
        values.put("agent.egress", "pypi.org,10.0.0.7:8080");
        values.put("agent.egress.networks", "10.0.0.0/8");
        values.put("agent.portal", "https://portal.example.org");
        values.put("agent.watchdog", "PT45S");

        AgentConfig config = AgentConfig.of(new Settings(values));

        assertThat(config.local().watchdog()).isEqualTo(Duration.ofSeconds(45));
        AgentConfig.Confines confines = config.confines();

        assertThat(confines.bounds()).isEqualTo(new Bounds(100, 7L << 20, 5_000, true));
        assertThat(confines.outputs()).isEqualTo(new OutputBounds(7L << 20, 10, 3 << 10));
        assertThat(confines.logs()).isEqualTo(new LogBounds(3L << 20, Duration.ofDays(2), 40L << 20));
        assertThat(confines.egress().destinations())
                .containsExactly(new Destination("pypi.org", 443), new Destination("10.0.0.7", 8080));
        assertThat(confines.egress().networks()).hasSize(1);
        assertThat(confines.egress().portal()).isEqualTo(Optional.of(URI.create("https://portal.example.org")));
    }

    @Test
    void outputsThatNoEventCouldNameAreRefusedAtTheStart() {
        Map<String, String> values = needed();
        values.put("agent.output.files", "3000");
        assertThatThrownBy(() -> AgentConfig.of(new Settings(values)))
                .isInstanceOf(ConfigurationError.class)
                .hasMessageContaining("agent.output.files")
                .hasMessageContaining("one event");
    }

    @Test
    void logsThatAreLongerThanTheirSumAreRefusedAtTheStart() {
        Map<String, String> values = needed();
        values.put("agent.log.mib", "5");
        values.put("agent.logs.mib", "4");
        assertThatThrownBy(() -> AgentConfig.of(new Settings(values)))
                .isInstanceOf(ConfigurationError.class)
                .hasMessageContaining("agent.logs.mib no less than agent.log.mib");
    }

    @Test
    void anAddressThatIsNoneIsRefusedAtTheStart() {
        for (String key : new String[] {"s3.endpoint", "s3.site.jive.endpoint", "site.endpoint", "indexer.url"}) {
            Map<String, String> values = needed();
            values.put(key, "foo");
            assertThatThrownBy(() -> AgentConfig.of(new Settings(values)))
                    .isInstanceOf(ConfigurationError.class)
                    .hasMessageContaining(key);
        }
    }

    @Test
    void aPlaceThatIsNoneIsRefusedAtTheStart() {
        for (String key : new String[] {"agent.egress", "agent.egress.networks", "agent.portal"}) {
            Map<String, String> values = needed();
            values.put(key, "gopher://x");
            assertThatThrownBy(() -> AgentConfig.of(new Settings(values)))
                    .as(key)
                    .isInstanceOf(ConfigurationError.class)
                    .hasMessageContaining("agent.");
        }
    }
}
