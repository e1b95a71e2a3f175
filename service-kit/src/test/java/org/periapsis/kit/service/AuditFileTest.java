package org.periapsis.kit.service;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.kit.observe.Audit;

/** The configurations that a service as a process logs by. */
class AuditFileTest {
    @TempDir
    private Path directory;

    @Test
    void theAuditLogHasAFileOfItsOwnAndNothingElseIsInIt() throws Exception {
        Path file = directory.resolve("audit.log");
        LoggerContext context = context();
        context.putProperty("periapsis.audit", file.toString());
        configured(context, "logback-audit.xml");
        context.getLogger(Audit.LOGGER).info("{}", "{\"act\":\"SIGN_IN\"}");
        context.getLogger("org.periapsis.kit").warn("event=something");
        context.stop();
        assertThat(Files.readString(file)).isEqualTo("{\"act\":\"SIGN_IN\"}\n");
    }

    @Test
    void withoutAFileItIsAmongTheRestAndABrokerThatIsAwayFloodsNothing() throws Exception {
        LoggerContext context = context();
        configured(context, "logback.xml");
        assertThat(context.getLogger(Audit.LOGGER).isInfoEnabled()).isTrue();
        assertThat(context.getLogger("org.apache.kafka.clients.NetworkClient").isWarnEnabled())
                .isFalse();
        assertThat(context.getLogger("org.apache.kafka.clients.consumer").isWarnEnabled())
                .isTrue();
        context.stop();
    }

    private static LoggerContext context() {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        return context;
    }

    private static void configured(LoggerContext context, String resource) throws Exception {
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(ServiceMain.class.getResource(resource));
    }
}
