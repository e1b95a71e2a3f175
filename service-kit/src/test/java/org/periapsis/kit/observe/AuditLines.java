package org.periapsis.kit.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What is written into the audit log of this JVM while it is open. */
public final class AuditLines implements AutoCloseable {
    private final Logger log = (Logger) LoggerFactory.getLogger(Audit.LOGGER);
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent line) {
            lines.add(line.getFormattedMessage());
        }
    };

    public AuditLines() {
        log.setLevel(Level.INFO);
        appender.start();
        log.addAppender(appender);
    }

    /** @return the lines so far, in their order */
    public List<JsonObject> acts() {
        return lines.stream().map(JsonObject::new).toList();
    }

    /** @return those of one kind */
    public List<JsonObject> acts(String act) {
        return acts().stream().filter(line -> act.equals(line.getString("act"))).toList();
    }

    /** @return the lines as they stand in the log */
    public String text() {
        return String.join("\n", lines);
    }

    @Override
    public void close() {
        log.detachAppender(appender);
        appender.stop();
    }
}
