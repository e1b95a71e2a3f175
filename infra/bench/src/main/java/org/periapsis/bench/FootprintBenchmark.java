package org.periapsis.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.demo.SampleLoader;
import org.periapsis.local.stack.StackState;

/** What the whole platform takes: time until it is ready, and resident memory, idle and with sessions. */
final class FootprintBenchmark implements Benchmark {
    private static final String NAME = "footprint";
    private static final int STARTS = 3;
    private static final int SESSIONS = 20;
    private static final long SETTLE_SECONDS = 15;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration INSTALLED = Duration.ofMinutes(10);
    /** The program of a viewer is the only one that is Java; the scripts around it are the platform's. */
    private static final Predicate<ProcessHandle> SESSION = ProcessTree.runs("/java");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "time until ready, resident memory idle and with " + SESSIONS + " sessions";
    }

    @Override
    public void run(Settings settings, Consumer<Figure> figures, Consumer<String> say) throws Exception {
        int sessions = settings.n() == 0 ? SESSIONS : Math.toIntExact(settings.n());
        Path scratch = Files.createTempDirectory("periapsis-bench");
        try {
            run(sessions, scratch.resolve("classes.jsa"), figures, say);
        } finally {
            Scratch.delete(scratch);
        }
    }

    private static void run(int sessions, Path classes, Consumer<Figure> figures, Consumer<String> say)
            throws Exception {
        try (ChildStack stack = ChildStack.up(classes)) {
            figures.accept(up("first_up_s", "", List.of(stack.start())));
        }
        List<ChildStack.Start> starts = new ArrayList<>();
        for (int start = 1; start < STARTS; start++) {
            try (ChildStack stack = ChildStack.up(classes)) {
                starts.add(stack.start());
                say.accept(String.format(
                        Locale.ROOT,
                        "start %d: ready after %.1f s",
                        start,
                        stack.start().whole()));
            }
        }
        double parts = parts(say);
        try (ChildStack stack = ChildStack.up(classes)) {
            starts.add(stack.start());
            figures.accept(up("up_s", "<= 20", starts));
            memory(stack, sessions, parts, figures, say);
        }
    }

    private static Figure up(String figure, String aim, List<ChildStack.Start> starts) {
        return new Figure(
                NAME,
                figure,
                median(starts, ChildStack.Start::whole),
                "s",
                aim,
                Optional.empty(),
                starts.size(),
                0,
                String.format(
                        Locale.ROOT,
                        "the processor: in that time its JVM used %.1f s of it, all programs of the machine %.1f s, and there"
                                + " are %d processors",
                        median(starts, ChildStack.Start::processor),
                        median(starts, ChildStack.Start::machine),
                        Runtime.getRuntime().availableProcessors()));
    }

    private static double median(List<ChildStack.Start> starts, ToDoubleFunction<ChildStack.Start> value) {
        return new Percentiles(starts.stream().mapToDouble(value).toArray()).at(0.5);
    }

    private static double parts(Consumer<String> say) throws IOException, InterruptedException {
        say.accept("the embedded parts alone");
        try (ChildStack stack = ChildStack.parts()) {
            TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
            return ProcessTree.mib(stack.ofJvm()) + ProcessTree.mib(stack.ofPostgres());
        }
    }

    private static void memory(
            ChildStack stack, int sessions, double parts, Consumer<Figure> figures, Consumer<String> say)
            throws Exception {
        say.accept("waiting until the notebook's packages are installed, and what was started has settled");
        Waiting.until(INSTALLED, "a quiet stack", () -> stack.ofJvm().size() == 1);
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        Memory idle = Memory.of(stack);
        figures.accept(idle.figure("rss_idle_mib", "<= 1500", 0));
        figures.accept(new Figure(
                NAME,
                "rss_parts_mib",
                parts,
                "MiB",
                "",
                Optional.of(new Figure.Peer("the whole platform, MiB", idle.platform())),
                0,
                0,
                "Kafka, S3 and the registry in a JVM of their own with the same settings, and PostgreSQL"));
        StackState state = stack.state();
        PlatformClient client = PlatformClient.signedIn(
                state.url(),
                PlatformClient.anonymous(state.url()).link(state.linkSecret(), "astronomer", SampleLoader.roles()));
        say.accept("starting " + sessions + " viewers");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            ids.add(request(client, i));
        }
        Waiting.until(PATIENCE, sessions + " sessions", () -> allAre(client, ids, "READY"));
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        figures.accept(Memory.of(stack).figure("rss_" + sessions + "_sessions_mib", "", sessions));
        for (String id : ids) {
            client.send("DELETE", "/api/sessions/" + id, null);
        }
        Waiting.until(PATIENCE, "the end of the sessions", () -> allAre(client, ids, "STOPPED"));
    }

    private static String request(PlatformClient client, int number) throws IOException {
        return client.send(
                        "POST",
                        "/api/sessions",
                        new JsonObject()
                                .put("datalab", new JsonObject().put("id", "viewer"))
                                .put("ids", new JsonArray())
                                .put(
                                        "resources",
                                        new JsonObject().put("cores", 1).put("memory_mib", 128))
                                .put("name", "bench " + number))
                .getString("id");
    }

    private static boolean allAre(PlatformClient client, List<String> ids, String state) throws IOException {
        for (String id : ids) {
            JsonObject session = client.get("/api/sessions/" + id);
            if (!state.equals(session.getString("state"))) {
                if (session.getString("state").equals("FAILED")) {
                    throw new IOException("a session failed: " + session.encode());
                }
                return false;
            }
        }
        return true;
    }

    /**
     * Resident memory in MiB.
     *
     * @param scripts the shells that watch over sessions
     * @param programs the sessions' own
     */
    private record Memory(double jvm, double postgres, double scripts, double programs) {
        static Memory of(ChildStack stack) throws IOException {
            List<ProcessHandle> all = stack.ofJvm();
            List<ProcessHandle> java = all.stream().filter(SESSION).toList();
            long main = stack.state().pid();
            return new Memory(
                    ProcessTree.mib(java.stream().filter(p -> p.pid() == main).toList()),
                    ProcessTree.mib(stack.ofPostgres()),
                    ProcessTree.mib(all.stream().filter(SESSION.negate()).toList()),
                    ProcessTree.mib(java.stream().filter(p -> p.pid() != main).toList()));
        }

        double platform() {
            return jvm + postgres + scripts;
        }

        Figure figure(String name, String aim, int sessions) {
            return new Figure(
                    NAME,
                    name,
                    platform(),
                    "MiB",
                    aim,
                    Optional.empty(),
                    sessions,
                    0,
                    String.format(
                            Locale.ROOT,
                            "JVM %.0f, PostgreSQL %.0f, scripts around sessions %.0f; the sessions'"
                                    + " own programs, not counted, %.0f; shared pages counted once",
                            jvm,
                            postgres,
                            scripts,
                            programs));
        }
    }
}
