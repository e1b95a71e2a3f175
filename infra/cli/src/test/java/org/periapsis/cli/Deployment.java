package org.periapsis.cli;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.periapsis.embedded.Patience;
import org.periapsis.embedded.postgres.EmbeddedDatabase;
import org.periapsis.embedded.stack.EmbeddedStack;
import org.periapsis.embedded.stack.StackSettings;
import org.periapsis.events.topic.ReaderGroup;
import org.periapsis.events.topic.Topic;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.demo.SampleLoader;
import org.periapsis.local.stack.StackDirectory;

/**
 * The platform as an operator runs it: Kafka, PostgreSQL, S3 and registry are there, and each service is a process of its own,
 * with files of settings; two instances of everything but the agents and the other sites' ingests, each pair behind one address.
 */
final class Deployment implements AutoCloseable {
    static final List<String> SITES = List.of("esac", "jive", "skao");
    /** The site whose ingest is killed; the others have one instance each. */
    private static final String HOME = SITES.get(0);

    static final String PREFIX = "observatory.";
    static final String ISSUER = "https://observatory.example";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int AT_ONCE = 4;

    private final Path settings;
    private final Path keys;
    private final Vertx vertx = Vertx.vertx();
    private final EmbeddedStack parts;
    private final DeploymentSettings values;
    private final Map<String, ServiceProcess> processes = new LinkedHashMap<>();
    private final Map<String, Front> fronts = new LinkedHashMap<>();

    Deployment(StackDirectory directory) throws Exception {
        directory.create();
        this.settings = Files.createDirectories(directory.root().resolve("settings"));
        this.keys = directory.root().resolve("prepared").resolve("issuer");
        Path cache = Path.of(System.getProperty("user.home"), ".cache", "periapsis");
        this.parts = EmbeddedStack.start(
                vertx, new StackSettings(directory.root(), cache, SITES, StackSettings.Ports.ANY, true));
        this.values = new DeploymentSettings(
                parts, directory, keys, name -> fronts.get(name).url());
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

    /** Returns when every instance is ready. A few start at a time: all at once they only take time from one another. */
    void start() throws Exception {
        pair("scheduler", "org.periapsis.scheduler.SchedulerMain", number -> values.log("scheduler"));
        pair(
                "indexer",
                "org.periapsis.indexer.IndexerMain",
                number -> DeploymentSettings.with(values.view("indexer"), "indexer.instance", number));
        pair("notifier", "org.periapsis.notifier.NotifierMain", number -> values.view("notifier"));
        pair("ingest-" + HOME, "org.periapsis.ingest.IngestMain", number -> values.ingest(HOME));
        for (String site : SITES) {
            if (!site.equals(HOME)) {
                one("ingest-" + site, "org.periapsis.ingest.IngestMain", values.ingest(site));
            }
        }
        pair("session-manager", "org.periapsis.session.SessionApiMain", number -> values.sessions());
        for (String site : SITES) {
            one("agent-" + site, "org.periapsis.session.AgentMain", values.agent(site));
        }
        pair("portal", "org.periapsis.portal.PortalMain", number -> values.portal());
        for (String name : fronts.keySet()) {
            await(name);
        }
    }

    @FunctionalInterface
    private interface Numbered {
        Map<String, String> settings(String number) throws Exception;
    }

    private void pair(String name, String main, Numbered settings) throws Exception {
        List<ServiceProcess> pair = new ArrayList<>();
        for (String number : List.of("1", "2")) {
            pair.add(begin(name + "-" + number, main, settings.settings(number)));
        }
        front(name, pair);
    }

    private void one(String name, String main, Map<String, String> settings) throws Exception {
        front(name, List.of(begin(name, main, settings)));
    }

    private ServiceProcess begin(String name, String main, Map<String, String> given) throws Exception {
        ServiceProcess process = new ServiceProcess(name, main, settings, given);
        processes.put(name, process);
        until(
                "those before " + name + " ready",
                () -> fronts.values().stream().mapToInt(Front::starting).sum() < AT_ONCE);
        process.start();
        return process;
    }

    private void front(String name, List<ServiceProcess> instances) throws Exception {
        fronts.put(
                name,
                Front.before(vertx, instances.stream().map(ServiceProcess::port).toList()));
    }

    /** Waits until all instances of a service say they are ready. */
    void await(String name) throws Exception {
        until(name + " ready", () -> fronts.get(name).starting() == 0);
    }

    /** Fails as soon as a process has ended by itself. */
    private void until(String what, BooleanSupplier done) {
        Patience.until(what, PATIENCE, () -> {
            for (ServiceProcess process : processes.values()) {
                if (process.ended()) {
                    throw new IllegalStateException(process.name() + " has ended: " + process.log());
                }
            }
            return done.getAsBoolean();
        });
    }

    private List<ServiceProcess> instances(String name) {
        return List.of(processes.get(name + "-1"), processes.get(name + "-2"));
    }

    /** SIGKILL for one of two instances: of the schedulers for the one that leads. */
    String killOne(String name) throws Exception {
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

    /** SIGKILL for any one process. @return its name */
    String killAny(Random random) throws Exception {
        List<ServiceProcess> all = List.copyOf(processes.values());
        ServiceProcess victim = all.get(random.nextInt(all.size()));
        victim.kill();
        return victim.name();
    }

    /** Waits until all instances of all services say they are ready. */
    void awaitAll() throws Exception {
        for (String name : fronts.keySet()) {
            await(name);
        }
    }

    /** The port of the scheduler that leads. */
    int leader() throws IOException {
        for (ServiceProcess scheduler : instances("scheduler")) {
            if (leads(scheduler)) {
                return scheduler.port();
            }
        }
        throw new IOException("no scheduler leads yet");
    }

    /** A hash over all that the scheduler at a port knows. */
    static String stateHash(PlatformClient operator, int port) throws IOException {
        String token = operator.send("POST", "/auth/tokens", new JsonObject().put("audience", "services"))
                .getString("token");
        HttpResponse<String> answer = PlatformClient.anonymous("http://127.0.0.1:" + port)
                .exchange("GET", "/state/hash", null, Map.of("Authorization", "Bearer " + token));
        if (answer.statusCode() != 200) {
            throw new IOException("no state yet: " + answer.statusCode() + " " + answer.body());
        }
        return new JsonObject(answer.body()).getString("sha256");
    }

    /** What each process holds. */
    Map<String, ResourceUse> use() throws Exception {
        Map<String, ResourceUse> all = new LinkedHashMap<>();
        for (ServiceProcess process : processes.values()) {
            all.put(process.name(), ResourceUse.of(process.pid()));
        }
        return all;
    }

    EmbeddedDatabase database() {
        return parts.database();
    }

    String url() {
        return fronts.get("portal").url();
    }

    PlatformClient client() throws Exception {
        return signedIn("astronomer", SampleLoader.roles());
    }

    PlatformClient signedIn(String user, List<String> roles) throws Exception {
        String secret = Files.readString(keys.resolve("link.secret"));
        String link = PlatformClient.anonymous(url()).link(secret, user, roles);
        return PlatformClient.signedIn(url(), link);
    }

    /** Names of all metrics that the processes answer with. */
    Set<String> metrics() throws IOException {
        Set<String> names = new TreeSet<>();
        for (ServiceProcess process : processes.values()) {
            try (InputStream in =
                    PlatformClient.anonymous("http://127.0.0.1:" + process.metrics()).stream("/metrics")) {
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
    long deadLetters(Topic topic, ReaderGroup group, String site) throws IOException {
        TopicPartition place =
                new TopicPartition(ReaderGroup.deadLetters(topic.name(PREFIX, site), group.id(PREFIX, site)), 0);
        try (Admin admin = parts.kafka().admin()) {
            return admin.listOffsets(Map.of(place, OffsetSpec.latest()))
                    .partitionResult(place)
                    .get(20, TimeUnit.SECONDS)
                    .offset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the dead letters of " + group + " cannot be counted", e);
        }
    }

    /** Keys of all records of a topic that were committed, as they come. */
    List<String> keys(Topic topic, String site) {
        Map<String, Object> properties = new HashMap<>(parts.kafka().clientProperties("admin"));
        properties.put("isolation.level", "read_committed");
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> places = consumer.partitionsFor(topic.name(PREFIX, site)).stream()
                    .map(place -> new TopicPartition(place.topic(), place.partition()))
                    .toList();
            consumer.assign(places);
            consumer.seekToBeginning(places);
            Map<TopicPartition, Long> ends = consumer.endOffsets(places);
            List<String> keys = new ArrayList<>();
            while (places.stream().anyMatch(place -> consumer.position(place) < ends.get(place))) {
                consumer.poll(Duration.ofSeconds(1)).forEach(each -> keys.add(each.key()));
            }
            return keys;
        }
    }

    /** The address of one portal, past the front. */
    String portal(int number) {
        return "http://127.0.0.1:" + processes.get("portal-" + number).port();
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
