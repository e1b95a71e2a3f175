package org.periapsis.cli.external;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.periapsis.embedded.LoopbackPort;

/** A release, unpacked and put on parts that are there, by the commands of docs/operate.md. */
final class Installation implements AutoCloseable {
    static final List<String> SITES = List.of("esac", "jive");
    private static final Pattern ADMINISTRATOR = Pattern.compile("username=\"(.*?)\" password=\"(.*?)\"");
    private static final String PREPARE = "periapsis prepare";

    private final Path root;
    private final Path release;
    private final Postgres postgres;
    private final Kafka kafka;
    private final Minio s3;
    private final Apicurio registry;
    private final Handbook handbook;
    private final Shell shell;
    private final Map<String, InstalledService> services = new LinkedHashMap<>();

    private Installation(Path root, Path release, Brought brought) throws IOException, InterruptedException {
        this.root = root;
        this.release = release;
        this.handbook = Handbook.read(release.resolve("docs/operate.md"));
        this.postgres = Postgres.create(brought.postgres(), root.resolve("postgres"));
        this.kafka = new Kafka(brought.kafka(), root.resolve("kafka"));
        this.s3 = new Minio(brought.program("minio"), root.resolve("s3"));
        this.registry = new Apicurio(brought.jdk(), brought.apicurio(), root.resolve("registry"));
        this.shell = new Shell(root, Map.of("PATH", path(brought) + ":" + System.getenv("PATH")));
    }

    /**
     * Unpacks, prepares, starts the parts and makes them ready. No service runs yet.
     *
     * @param archive the release
     */
    static Installation on(Path root, Path archive, Brought brought) throws IOException, InterruptedException {
        Path release = Files.createDirectories(root.resolve("opt"));
        new Shell(root, Map.of()).run("tar -xzf " + archive.toAbsolutePath() + " -C opt --strip-components=1");
        Installation made = new Installation(root, release, brought);
        try {
            made.install();
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            made.close();
            throw e;
        }
        return made;
    }

    /** Programs by the names that an operator types: those of PostgreSQL as its superuser, as {@code sudo -u postgres} would. */
    private String path(Brought brought) throws IOException {
        Path programs = Files.createDirectories(root.resolve("bin"));
        for (String name : List.of("psql", "createdb")) {
            Files.writeString(programs.resolve(name), postgres.script(name))
                    .toFile()
                    .setExecutable(true);
        }
        Files.createSymbolicLink(programs.resolve("periapsis"), release.resolve("periapsis"));
        Files.createSymbolicLink(programs.resolve("mc"), brought.program("mc"));
        Files.createSymbolicLink(root.resolve("infra"), Path.of("..").toRealPath());
        return programs.toString();
    }

    private void install() throws IOException, InterruptedException {
        kafka.certify();
        List<String> lines = new ArrayList<>(handbook.block(PREPARE, real()));
        shell.run(lines.remove(0));
        Matcher admin = ADMINISTRATOR.matcher(Files.readString(root.resolve("prepared/kafka/admin.properties")));
        if (!admin.find()) {
            throw new AssertionError("admin.properties names no administrator");
        }
        kafka.format(admin.group(1), admin.group(2));
        for (Part part : parts()) {
            part.start();
        }
        for (String line : lines) {
            shell.run(line);
        }
        settle();
    }

    /** What the examples of the handbook are here. */
    Map<String, String> real() {
        return Map.of(
                "kafka1:9092,kafka2:9092", kafka.bootstrap(),
                "/etc/kafka/ca.pem", kafka.authorities().toString(),
                "--replicas 3", "--replicas 1",
                "https://registry.example.org", registry.url(),
                "https://admin:secret@s3.example.org", s3.administrator());
    }

    /** The command of the handbook that begins so, typed again. */
    void again(String command) throws IOException, InterruptedException {
        shell.run(handbook.line(command, real()));
    }

    Shell shell() {
        return shell;
    }

    Path prepared() {
        return root.resolve("prepared");
    }

    Postgres postgres() {
        return postgres;
    }

    Kafka kafka() {
        return kafka;
    }

    Minio s3() {
        return s3;
    }

    Apicurio registry() {
        return registry;
    }

    List<Part> parts() {
        return List.of(postgres, kafka, s3, registry);
    }

    List<InstalledService> services() {
        return List.copyOf(services.values());
    }

    InstalledService service(String name) {
        return services.get(name);
    }

    private void settle() throws IOException {
        Settings settings = new Settings(this, name -> services.get(name).url());
        Path etc = Files.createDirectories(root.resolve("etc"));
        add(etc, "indexer", "indexer", settings.view("indexer"));
        add(etc, "scheduler", "scheduler", settings.log("scheduler"));
        for (String site : SITES) {
            add(etc, "ingest-" + site, "ingest", settings.ingest(site));
        }
        add(etc, "notifier", "notifier", settings.asking("notifier"));
        add(etc, "session-manager", "session-manager", settings.sessions());
        for (String site : SITES) {
            add(etc, "agent-" + site, "agent", settings.agent(site, root.resolve("agent-" + site)));
        }
        add(etc, "portal", "portal", settings.portal());
    }

    private void add(Path etc, String name, String service, Map<String, String> settings) throws IOException {
        settings.put("http.port", Integer.toString(LoopbackPort.free(name, 0)));
        services.put(name, new InstalledService(release, etc, name, service, settings));
    }

    /** What each wrote last. */
    String logs(int lines) throws IOException {
        StringBuilder all = new StringBuilder();
        Stream<OsProcess> processes = Stream.concat(
                parts().stream().map(Part::process), services.values().stream().map(InstalledService::process));
        for (OsProcess process : processes.toList()) {
            all.append("=== ").append(process.name()).append('\n').append(process.tail(lines));
        }
        return all.toString();
    }

    /** Whatever still runs is ended. */
    @Override
    public void close() {
        services.values().forEach(service -> service.process().end());
        parts().forEach(part -> part.process().end());
    }
}
