package org.periapsis.cli;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.periapsis.embedded.stack.EmbeddedStack;
import org.periapsis.embedded.stack.S3Access;
import org.periapsis.embedded.stack.StackSettings;
import org.periapsis.events.topic.ReaderGroup;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.config.KafkaConfig;
import org.periapsis.kit.config.PostgresConfig;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.demo.SampleLoader;
import org.periapsis.local.demo.Samples;
import org.periapsis.local.stack.StackDirectory;

/**
 * The platform as an operator runs it: Kafka, PostgreSQL, S3 and registry are there, and each service is a process of its own,
 * with files of settings; two instances of everything but the agents, each pair behind one address.
 */
final class Deployment implements AutoCloseable {
    static final List<String> SITES = List.of("esac", "jive", "skao");
    static final String PREFIX = "observatory.";
    private static final String ISSUER = "https://observatory.example";
    private static final Duration START = Duration.ofMinutes(4);

    private final StackDirectory directory;
    private final Path settings;
    private final Path keys;
    private final Vertx vertx = Vertx.vertx();
    private final EmbeddedStack parts;
    private final Map<String, ServiceProcess> processes = new LinkedHashMap<>();
    private final Map<String, Front> fronts = new LinkedHashMap<>();

    Deployment(StackDirectory directory) throws Exception {
        this.directory = directory;
        directory.create();
        this.settings = Files.createDirectories(directory.root().resolve("settings"));
        this.keys = directory.root().resolve("prepared").resolve("issuer");
        Path cache = Path.of(System.getProperty("user.home"), ".cache", "periapsis");
        this.parts = EmbeddedStack.start(
                vertx, new StackSettings(directory.root(), cache, SITES, StackSettings.Ports.ANY, true));
        // Only what the command prints is there; whatever the parts come with is refused.
        PrintedTopics prefixed = PrintedTopics.of(arguments());
        parts.kafka().createTopics(prefixed.topics());
        parts.kafka().authorizeExactly(prefixed.acls());
        PeriapsisMain.commandLine().execute("prepare", keys.getParent().toString(), "--issuer", ISSUER);
    }

    private static String[] arguments() {
        List<String> arguments = new ArrayList<>(List.of("--prefix", PREFIX));
        SITES.forEach(site -> arguments.addAll(List.of("--site", site)));
        return arguments.toArray(String[]::new);
    }

    /** Returns when every instance is ready. */
    void start() throws Exception {
        pair(
                "indexer",
                "org.periapsis.indexer.IndexerMain",
                number -> with(view("indexer"), "indexer.instance", number));
        pair("scheduler", "org.periapsis.scheduler.SchedulerMain", number -> log("scheduler"));
        pair("notifier", "org.periapsis.notifier.NotifierMain", number -> log("notifier"));
        for (String site : SITES) {
            pair("ingest-" + site, "org.periapsis.ingest.IngestMain", number -> ingest(site));
            add("agent-" + site, "org.periapsis.session.AgentMain", agent(site)).start();
        }
        pair("session-manager", "org.periapsis.session.SessionApiMain", number -> sessions());
        pair("portal", "org.periapsis.portal.PortalMain", number -> portal());
        for (String name : fronts.keySet()) {
            await(name, 2);
        }
    }

    @FunctionalInterface
    private interface Numbered {
        Map<String, String> settings(String number) throws Exception;
    }

    private void pair(String name, String main, Numbered settings) throws Exception {
        List<Integer> ports = new ArrayList<>();
        for (String number : List.of("1", "2")) {
            ServiceProcess process = add(name + "-" + number, main, settings.settings(number));
            process.start();
            ports.add(process.port());
        }
        fronts.put(name, Front.before(vertx, ports));
    }

    private ServiceProcess add(String name, String main, Map<String, String> values) throws Exception {
        ServiceProcess process = new ServiceProcess(name, main, settings, values);
        processes.put(name, process);
        return process;
    }

    /** Waits until so many instances of a service say they are ready. */
    void await(String name, int count) throws Exception {
        long end = System.nanoTime() + START.toNanos();
        while (fronts.get(name).ready().size() < count) {
            for (ServiceProcess process : instances(name)) {
                if (!process.alive()
                        && instances(name).stream()
                                        .filter(ServiceProcess::alive)
                                        .count()
                                < count) {
                    throw new IllegalStateException(process.name() + " has ended: " + process.log());
                }
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException(name + " did not become ready: "
                        + instances(name).get(0).log());
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private List<ServiceProcess> instances(String name) {
        return List.of(processes.get(name + "-1"), processes.get(name + "-2"));
    }

    /** SIGKILL for one of two instances: of the schedulers for the one that leads. */
    String killOne(String name) throws Exception {
        await(name, 2);
        ServiceProcess victim = instances(name).get(0);
        if (name.equals("scheduler") && !leads(victim)) {
            victim = instances(name).get(1);
        }
        victim.kill();
        return victim.name();
    }

    private static boolean leads(ServiceProcess scheduler) throws IOException {
        return PlatformClient.anonymous("http://127.0.0.1:" + scheduler.port())
                .get("/health/ready")
                .getJsonObject("checks")
                .getJsonObject("scheduler.leader")
                .getString("detail")
                .equals("leads");
    }

    /** Starts a killed instance again, with the settings it had. */
    void restart(String instance) throws Exception {
        processes.get(instance).start();
    }

    PlatformClient client() throws Exception {
        String url = fronts.get("portal").url();
        String secret = Files.readString(keys.resolve("link.secret"));
        String link = PlatformClient.anonymous(url).link(secret, "astronomer", SampleLoader.roles());
        return PlatformClient.signedIn(url, link);
    }

    /** Names of all metrics that the processes answer with. */
    Set<String> metrics() throws IOException {
        Set<String> names = new TreeSet<>();
        for (ServiceProcess process : processes.values()) {
            try (InputStream in = PlatformClient.anonymous("http://127.0.0.1:" + process.port()).stream("/metrics")) {
                new String(in.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .forEach(line -> names.add(line.split("[{ ]", 2)[0]));
            }
        }
        return names;
    }

    /** Writes what nobody can read to a topic. */
    void writeRubbish(Topic topic, String site) throws Exception {
        Map<String, Object> properties = new HashMap<>(parts.kafka().clientProperties("admin"));
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic.name(PREFIX, site), "x", "rubbish"))
                    .get(20, TimeUnit.SECONDS);
        }
    }

    /** Records that a group has put aside. */
    long deadLetters(Topic topic, ReaderGroup group, String site) throws Exception {
        TopicPartition place =
                new TopicPartition(ReaderGroup.deadLetters(topic.name(PREFIX, site), group.id(PREFIX, site)), 0);
        try (Admin admin = parts.kafka().admin()) {
            return admin.listOffsets(Map.of(place, OffsetSpec.latest()))
                    .partitionResult(place)
                    .get(20, TimeUnit.SECONDS)
                    .offset();
        }
    }

    /** The address of one portal, past the front. */
    String portal(int number) {
        return "http://127.0.0.1:" + processes.get("portal-" + number).port();
    }

    private Map<String, String> log(String account) {
        KafkaConfig kafka = parts.kafkaConfig(account);
        Map<String, String> values = new LinkedHashMap<>();
        values.put("kafka.bootstrap", kafka.bootstrap());
        values.put("kafka.prefix", PREFIX);
        values.put("registry.url", kafka.registry());
        kafka.user().ifPresent(user -> {
            values.put("kafka.user", user.name());
            values.put("kafka.password", user.password().value());
        });
        kafka.registryUser().ifPresent(user -> {
            values.put("registry.user", user.name());
            values.put("registry.password", user.password().value());
        });
        values.put("issuer.name", ISSUER);
        values.put("issuer.key.file", keys.resolve("issuer.pub.pem").toString());
        return values;
    }

    private Map<String, String> view(String account) {
        PostgresConfig postgres = parts.postgresConfig(account);
        Map<String, String> values = log(account);
        values.put("postgres.host", postgres.host());
        values.put("postgres.port", Integer.toString(postgres.port()));
        values.put("postgres.database", postgres.database());
        values.put("postgres.user", postgres.user());
        values.put("postgres.password", postgres.password().value());
        return values;
    }

    private Map<String, String> objects(Map<String, String> values, String account) {
        S3Access s3 = parts.s3Access(account);
        values.put("s3.endpoint", s3.endpoint().toString());
        values.put("s3.region", s3.region());
        values.put("s3.user", s3.identity());
        values.put("s3.secret", s3.secret());
        return values;
    }

    private Map<String, String> ingest(String site) {
        String account = "ingest-" + site;
        return with(objects(view(account), account), "site", site);
    }

    private Map<String, String> agent(String site) {
        String account = "agent-" + site;
        Map<String, String> values = objects(log(account), account);
        values.put("site.id", site);
        values.put("site.cores", "16");
        values.put("site.memory.mib", "65536");
        values.put("site.deadline", "PT15S");
        values.put("agent.directory", directory.site(site).toString());
        values.put("agent.python", directory.python().toString());
        return values;
    }

    private Map<String, String> sessions() {
        Map<String, String> values = objects(view("session-manager"), "session-manager");
        values.put("indexer.url", fronts.get("indexer").url());
        values.put("scheduler.url", fronts.get("scheduler").url());
        values.put("service.token.file", keys.resolve("service.token").toString());
        return values;
    }

    private Map<String, String> portal() {
        Map<String, String> values = view("portal");
        values.put("issuer.private.file", keys.resolve("issuer.pem").toString());
        values.put("link.secret.file", keys.resolve("link.secret").toString());
        values.put("indexer.url", fronts.get("indexer").url());
        values.put("sessions.url", fronts.get("session-manager").url());
        values.put("notifier.url", fronts.get("notifier").url());
        values.put("home", SITES.get(0));
        SITES.forEach(site ->
                values.put("ingest." + site, fronts.get("ingest-" + site).url()));
        Samples.archives().forEach((archive, site) -> values.put("archive." + archive, site));
        return values;
    }

    private static Map<String, String> with(Map<String, String> values, String key, String value) {
        values.put(key, value);
        return values;
    }

    /** The newest lines of every process, for a failed test. */
    String logs() throws Exception {
        StringBuilder all = new StringBuilder();
        for (ServiceProcess process : processes.values()) {
            List<String> lines = process.log().lines().toList();
            all.append("=== ").append(process.name()).append('\n');
            lines.subList(Math.max(0, lines.size() - 15), lines.size())
                    .forEach(line -> all.append(line).append('\n'));
        }
        return all.toString();
    }

    @Override
    public void close() throws IOException {
        // Agents end their runs; the others have nothing that a kill would harm.
        processes.values().forEach(ServiceProcess::end);
        try {
            for (ServiceProcess process : processes.values()) {
                process.awaitEnd();
            }
            parts.close();
            vertx.close().await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (TimeoutException e) {
            throw new IOException("Vert.x did not close", e);
        }
    }
}
