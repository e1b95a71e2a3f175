package org.periapsis.cli.external;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.demo.Polling;

/**
 * Installed by docs/operate.md on parts that are not the platform's own, and then each part and each service in turn stopped,
 * killed, silenced and broken while archives and people go on: what a client sees is what the documents say.
 */
@Tag("external")
class ExternalIT {
    private static final Path TARGET = Path.of("target");
    private static final List<String> ROLES = List.of("user", "operator", "archive:esac-sky", "archive:jive-sky");
    /** Some of the faults, for who works on one of them: `-Dexternal.faults='kafka .*'`. */
    private static final String CHOSEN = System.getProperty("external.faults", ".*");

    private static final Duration STARTED = Duration.ofMinutes(4);
    private static final Duration AGAIN = Duration.ofMinutes(3);
    /** Five seconds are promised; a machine that does other things beside is given three times that. */
    private static final Duration TOLD = Duration.ofSeconds(15);

    private final Findings findings = new Findings();

    @Test
    void whatItSaysOfEveryFaultIsTrueAndNothingIsLost() throws Exception {
        Path root = Files.createTempDirectory("periapsis-external");
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
        try (Installation here = Installation.on(root, archive(), Brought.here())) {
            try {
                run(here, root);
            } catch (AssertionError | Exception e) {
                e.addSuppressed(new AssertionError(here.logs(25)));
                throw e;
            } finally {
                findings.keep(TARGET.resolve("external.md"));
                new Shell(root, Map.of())
                        .run("tar -czf "
                                + TARGET.resolve("external-logs.tar.gz").toAbsolutePath()
                                + " --ignore-failed-read etc/*.log */*.log");
            }
        }
        new Shell(TARGET.toAbsolutePath(), Map.of()).run("rm -rf " + root);
    }

    private static Path archive() throws IOException {
        try (Stream<Path> made = Files.list(TARGET)) {
            return made.filter(file -> file.getFileName().toString().matches("periapsis-.*\\.tar\\.gz"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no release in target: run `./periapsis test --external`"));
        }
    }

    private void run(Installation here, Path root) throws Exception {
        for (InstalledService service : here.services()) {
            service.process().start();
        }
        try (Watch watch = new Watch(here.services())) {
            until("every service is ready", STARTED, watch);
            String url = here.service("portal").url();
            String secret = Files.readString(here.prepared().resolve("issuer/link.secret"));
            PlatformClient anybody = PlatformClient.anonymous(url);
            PlatformClient person = PlatformClient.signedIn(url, anybody.link(secret, "ada", ROLES));
            List<String> inputs = List.of(input(person, root), input(person, root));
            OpenNotebook notebook = OpenNotebook.start(person, inputs);
            try (Announcements announcements = new Announcements(person);
                    Load load = new Load(person, anybody, root, notebook.id(), inputs)) {
                load.start();
                for (Fault fault : new Faults(here).all()) {
                    if (fault.toString().matches(CHOSEN)) {
                        through(fault, watch, load, notebook);
                    }
                }
                load.stop();
                new Reckoning(here, person, load, findings).all(announcements);
                findings.fact(load.answers().size() + " answers, "
                        + load.acknowledged().size() + " products acknowledged, "
                        + load.files().size() + " of them files, " + load.jobs().size()
                        + " jobs, the event stream opened "
                        + announcements.connections() + " times");
            } finally {
                System.out.println(findings.table());
            }
            notebook.stop();
        }
        end(here, root);
        assertThat(findings.wrong()).isEmpty();
    }

    private static String input(PlatformClient person, Path root) throws IOException {
        int number = Products.next();
        Path file = Files.write(root.resolve("input-" + number + ".fits"), Products.fits(number));
        HttpResponse<String> taken = person.ingest("esac-sky", file, Products.metadata("inputs", number));
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(201);
        String id = new JsonObject(taken.body()).getString("product_id");
        Polling.until(
                Duration.ofMinutes(1),
                "the input is found",
                () -> person.exchange("GET", "/api/products/" + PlatformClient.encode(id), null, Map.of())
                                        .statusCode()
                                == 200
                        ? Boolean.TRUE
                        : null);
        return id;
    }

    private void through(Fault fault, Watch watch, Load load, OpenNotebook notebook) throws Exception {
        long broken = System.nanoTime();
        fault.breaking().run();
        // To stop in order, or to start again, takes its time.
        Duration patience = TOLD.plusNanos(System.nanoTime() - broken);
        long end = broken + patience.toNanos();
        while (System.nanoTime() < end
                && (fault.tells().size() > told(fault, watch, broken).size())) {
            Thread.sleep(50);
        }
        Thread.sleep(Math.max(0, fault.held().toMillis() - (System.nanoTime() - broken) / 1_000_000));
        long mended = System.nanoTime();
        fault.mending().run();
        double again = until("everything is ready again after " + fault, AGAIN, watch) - mended / 1e9;
        flows(fault, load, System.nanoTime());
        String session = notebook.countsOn();
        if (!session.equals("kept")) {
            findings.wrong(fault, "the session is " + session);
        }
        Map<String, Double> told = told(fault, watch, broken);
        fault.tells().forEach((service, check) -> {
            if (!told.containsKey(service) || told.get(service) > patience.toMillis() / 1e3) {
                findings.wrong(fault, service + " did not tell of " + check + ", but " + watch.now(service));
            }
        });
        List<Answer> answers = load.answers().stream()
                .filter(answer -> answer.begun() + answer.millis() * 1_000_000 >= broken)
                .toList();
        answers.stream()
                .filter(answer -> answer.millis() > fault.longest().toMillis())
                .findFirst()
                .ifPresent(hung -> findings.wrong(fault, "hung: " + hung));
        findings.row(fault, told, answers, again, session);
        System.out.println(findings.table()
                .lines()
                .filter(line -> line.contains(fault.toString()))
                .toList());
    }

    private static Map<String, Double> told(Fault fault, Watch watch, long since) {
        Map<String, Double> told = new TreeMap<>();
        fault.tells().forEach((service, check) -> {
            OptionalDouble seconds = watch.seconds(service, since, look -> look.tellsOf(check));
            seconds.ifPresent(after -> told.put(service, after));
        });
        return told;
    }

    /** @return when, in seconds of the system's clock */
    private static double until(String what, Duration patience, Watch watch) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!watch.allReady()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(what + ": not within " + patience.toSeconds() + " s; " + watch.unready());
            }
            Thread.sleep(50);
        }
        return System.nanoTime() / 1e9;
    }

    /** Everything that clients do is done again, begun after a moment. */
    private static void flows(Fault fault, Load load, long since) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        List<Act> missing = new ArrayList<>(List.of(Act.values()));
        while (!missing.isEmpty()) {
            load.answers().stream()
                    .filter(answer -> answer.begun() >= since && answer.good())
                    .map(Answer::act)
                    .distinct()
                    .forEach(missing::remove);
            if (System.nanoTime() > end) {
                throw new AssertionError("after " + fault + " these do not go on: " + missing);
            }
            Thread.sleep(100);
        }
    }

    private static void end(Installation here, Path root) throws Exception {
        for (InstalledService service : here.services()) {
            service.process().signal("TERM");
        }
        for (InstalledService service : here.services()) {
            assertThat(service.process().awaitEnd(Duration.ofSeconds(90)))
                    .as(service.name())
                    .isEqualTo(143);
        }
        String agents = root.resolve("agent-").toString();
        assertThat(ProcessHandle.allProcesses()
                        .filter(process ->
                                process.info().commandLine().orElse("").contains(agents))
                        .map(process -> process.info().commandLine().orElse("")))
                .as("programs that were left")
                .isEmpty();
        for (Part part : here.parts()) {
            part.stop();
        }
    }
}
