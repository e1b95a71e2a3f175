package org.periapsis.deploy;

import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.periapsis.indexer.IndexerConfig;
import org.periapsis.ingest.IngestConfig;
import org.periapsis.kit.config.Settings;
import org.periapsis.notifier.NotifierConfig;
import org.periapsis.portal.PortalConfig;
import org.periapsis.scheduler.SchedulerConfig;
import org.periapsis.session.AgentConfig;
import org.periapsis.session.SessionApiConfig;

/** Holds settings against the services' own reading of them: a missing, wrong or unknown key is an error there. */
final class Services {
    private static final Map<String, Function<Settings, Object>> CONFIGS = Map.of(
            "agent", AgentConfig::of,
            "indexer", IndexerConfig::of,
            "ingest", IngestConfig::of,
            "notifier", NotifierConfig::of,
            "portal", PortalConfig::of,
            "scheduler", SchedulerConfig::of,
            "session-manager", SessionApiConfig::of);

    private Services() {}

    /** @param instance such as indexer or ingest-esac */
    static boolean known(String instance) {
        return CONFIGS.containsKey(name(instance));
    }

    /** @return what the service makes of the settings */
    static Object read(String instance, Settings settings) {
        return CONFIGS.get(name(instance)).apply(settings);
    }

    static Set<String> names() {
        return CONFIGS.keySet();
    }

    /** @return the service that an instance is of */
    static String name(String instance) {
        return instance.startsWith("ingest-") ? "ingest" : instance.startsWith("agent-") ? "agent" : instance;
    }
}
