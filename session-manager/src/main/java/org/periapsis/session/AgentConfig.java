package org.periapsis.session;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.periapsis.datalabs.BuiltInDatalabs;
import org.periapsis.events.Resources;
import org.periapsis.kit.config.ConfigurationError;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.config.KafkaConfig;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.config.Settings;
import org.periapsis.session.adapter.process.Bounds;
import org.periapsis.session.adapter.process.LogBounds;
import org.periapsis.session.adapter.s3.S3Config;
import org.periapsis.session.domain.agent.OutputBounds;
import org.periapsis.session.domain.run.EgressRules;

/**
 * A site's agent.
 *
 * @param site what it is
 * @param kafka where the log is
 * @param http where it listens
 * @param s3 the stores
 * @param local what it uses of its machine
 * @param confines of its runs
 * @param index empty: what the API resolved is staged without asking again
 */
public record AgentConfig(
        Site site,
        KafkaConfig kafka,
        HttpConfig http,
        S3Config s3,
        Local local,
        Confines confines,
        Optional<Index> index) {
    /**
     * Whom it asks whether inputs may be read still.
     *
     * @param token of a service
     */
    public record Index(URI url, Secret token) {}

    /**
     * The site.
     *
     * @param id such as esac
     * @param authority the scheduler it obeys
     * @param capacity what it offers
     * @param endpoint URL by which the portal reaches it; empty for the address it listens on
     * @param offerEvery time between two offers when nothing changes
     * @param deadline after which it counts as silent
     * @param restart the same from when the agent was stopped in order: how long a restart may take until the site's jobs are
     *     placed elsewhere
     */
    public record Site(
            String id,
            String authority,
            Resources capacity,
            Optional<URI> endpoint,
            Duration offerEvery,
            Duration deadline,
            Duration restart) {

        public Site {
            if (!id.matches("[a-z][a-z0-9-]{0,30}")) {
                throw new ConfigurationError("site.id", "is lower case letters, digits and '-': " + id);
            }
            if (deadline.compareTo(offerEvery.multipliedBy(2)) < 0) {
                throw new ConfigurationError("site.deadline", "is shorter than two offers");
            }
        }
    }

    /**
     * The machine.
     *
     * @param directory of this agent alone
     * @param python holds Python environments, shared with other stacks; empty for none
     * @param classPath of the Java datalabs
     * @param starters files for new homes
     * @param sandbox whether runs are kept apart as well as the machine allows
     * @param watchdog how long runs outlive their agent; zero: without limit
     */
    public record Local(
            Path directory,
            Optional<Path> python,
            List<Path> classPath,
            List<Path> starters,
            boolean sandbox,
            Duration watchdog) {

        public Local {
            classPath = List.copyOf(classPath);
            starters = List.copyOf(starters);
            if (watchdog.isNegative() || (watchdog.toSeconds() < 2 && !watchdog.isZero())) {
                throw new ConfigurationError("agent.watchdog", "is two seconds or more, or PT0S for no limit");
            }
        }

        /** The same for the supervisors, which count seconds. */
        int watchdogSeconds() {
            return watchdog.isZero() ? Integer.MAX_VALUE : (int) Math.min(watchdog.toSeconds(), Integer.MAX_VALUE);
        }
    }

    /**
     * What runs may use and reach.
     *
     * @param bounds of each
     * @param outputs what a task may leave
     * @param logs what is kept of what they print
     * @param egress where they may go
     */
    public record Confines(Bounds bounds, OutputBounds outputs, LogBounds logs, EgressRules egress) {

        /** The usual bounds, and no way out. */
        public static Confines usual() {
            Bounds bounds = Bounds.usual();
            return new Confines(bounds, OutputBounds.usual(bounds.diskBytes()), LogBounds.usual(), EgressRules.none());
        }

        private static Confines of(Settings settings) {
            Bounds usual = Bounds.usual();
            Bounds bounds = new Bounds(
                    settings.integer("agent.run.processes", usual.processes(), 16, 4_000_000),
                    mib(settings, "agent.run.disk.mib", usual.diskBytes(), 0),
                    settings.integer("agent.run.files", usual.files(), 0, Integer.MAX_VALUE),
                    settings.flag("agent.run.cpu.quota", usual.cpuQuota()));
            try {
                EgressRules egress = EgressRules.of(
                        settings.list("agent.egress", List.of()),
                        settings.list("agent.egress.networks", List.of()),
                        settings.optional("agent.portal").map(URI::create));
                return new Confines(bounds, outputBounds(settings, bounds.diskBytes()), logBounds(settings), egress);
            } catch (IllegalArgumentException wrong) {
                throw new ConfigurationError("agent.egress", String.valueOf(wrong.getMessage()), wrong);
            }
        }
    }

    private static OutputBounds outputBounds(Settings settings, long bytes) {
        OutputBounds usual = OutputBounds.usual(bytes);
        int files = settings.integer("agent.output.files", usual.files(), 1, 1_000_000);
        int names = settings.integer("agent.output.names.kib", usual.nameBytes() >> 10, 1, 1_000);
        try {
            return new OutputBounds(bytes, files, names << 10);
        } catch (IllegalArgumentException wrong) {
            throw new ConfigurationError("agent.output.files", String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private static LogBounds logBounds(Settings settings) {
        LogBounds usual = LogBounds.usual();
        long bytes = mib(settings, "agent.log.mib", usual.bytes(), 2);
        Duration kept = settings.duration("agent.logs.keep", usual.kept());
        long sum = mib(settings, "agent.logs.mib", usual.sum(), 2);
        try {
            return new LogBounds(bytes, kept, sum);
        } catch (IllegalArgumentException wrong) {
            throw new ConfigurationError(
                    "agent.logs.keep", "is a while, and agent.logs.mib no less than agent.log.mib", wrong);
        }
    }

    private static long mib(Settings settings, String key, long usual, int least) {
        return (long) settings.integer(key, (int) (usual >> 20), least, Integer.MAX_VALUE) << 20;
    }

    /** Reads all keys of the agent. */
    public static AgentConfig of(Settings settings) {
        Site site = new Site(
                settings.text("site.id"),
                settings.text("site.authority", "hub"),
                new Resources(
                        (double) settings.integer("site.cores", 2, 1, 100_000),
                        (long) settings.integer("site.memory.mib", 4096, 256, Integer.MAX_VALUE),
                        settings.integer("site.gpus", 0, 0, 10_000)),
                settings.optionalUri("site.endpoint"),
                settings.duration("site.offer.every", Duration.ofSeconds(2)),
                settings.duration("site.deadline", Duration.ofSeconds(10)),
                settings.duration("site.restart", Duration.ofMinutes(1)));
        Local local = new Local(
                Path.of(settings.text("agent.directory")),
                settings.optional("agent.python").map(Path::of),
                paths(settings, "agent.classpath"),
                paths(settings, "agent.starters"),
                settings.flag("agent.sandbox", true),
                settings.duration("agent.watchdog", Duration.ofMinutes(15)));
        Optional<Index> index =
                settings.optionalUri("indexer.url").map(url -> new Index(url, settings.secret("service.token")));
        AgentConfig config = new AgentConfig(
                site,
                KafkaConfig.of(settings),
                HttpConfig.of(settings),
                S3Config.of(settings),
                local,
                Confines.of(settings),
                index);
        settings.done();
        return config;
    }

    /** The same with the datalabs that come along, where the settings name none of their files. */
    AgentConfig withShippedDatalabs() {
        try {
            List<Path> classPath = local.classPath().isEmpty() ? BuiltInDatalabs.classPath() : local.classPath();
            List<Path> starters = local.starters().isEmpty()
                    ? List.of(BuiltInDatalabs.unpackStarter(local.directory().resolve("starters")))
                    : local.starters();
            Local complete = new Local(
                    local.directory(), local.python(), classPath, starters, local.sandbox(), local.watchdog());
            return new AgentConfig(site, kafka, http, s3, complete, confines, index);
        } catch (IOException e) {
            throw new ConfigurationError("agent.directory", "cannot be written to: " + e, e);
        }
    }

    private static List<Path> paths(Settings settings, String key) {
        return settings.list(key, List.of()).stream().map(Path::of).toList();
    }
}
