package org.periapsis.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.periapsis.local.client.PlatformClient;

/**
 * From the request for a notebook until it is READY, beside the same command started by itself and beside Debian's JupyterHub
 * starting the same JupyterLab. One after another in every round, so that what else the machine does meets all three.
 */
final class SessionBenchmark implements Benchmark {
    private static final String NAME = "session";
    private static final int ROUNDS = 5;
    private static final Duration READY = Duration.ofMinutes(2);
    private static final Duration OFFERED = Duration.ofMinutes(10);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "a notebook's start, beside the bare command and Debian's JupyterHub";
    }

    @Override
    public void run(Settings settings, Consumer<Figure> figures, Consumer<String> say) throws Exception {
        int rounds = settings.n() == 0 ? ROUNDS : Math.toIntExact(settings.n());
        try (BenchStack stack = new BenchStack(say)) {
            PlatformClient client = stack.client();
            say.accept("waiting for the notebook to be offered; where it is not installed yet, that takes minutes");
            Waiting.until(OFFERED, "the notebook datalab", () -> offered(client));
            Path directory = stack.directory().root().resolve("bench");
            Rounds times = new Rounds(client, directory, say);
            times.run(rounds);
            report(times, rounds, figures);
        }
    }

    private static boolean offered(PlatformClient client) throws IOException {
        return client.get("/api/sites").getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .flatMap(site -> site.getJsonArray("datalabs", new JsonArray()).stream())
                .map(JsonObject.class::cast)
                .anyMatch(lab -> "notebook".equals(lab.getString("id")) && lab.getBoolean("ready"));
    }

    private static void report(Rounds times, int rounds, Consumer<Figure> figures) throws Exception {
        double platform = median(times.platform);
        double bare = median(times.bare);
        String stages = times.stages();
        figures.accept(new Figure(
                NAME,
                "ready_ms",
                platform,
                "ms",
                "",
                Optional.of(new Figure.Peer("the bare command, ms", bare)),
                rounds,
                0,
                "JupyterLab's own start, most of it the import of Python modules; " + stages));
        figures.accept(new Figure(
                NAME,
                "ready_overhead_ms",
                platform - bare,
                "ms",
                "<= 300",
                Optional.of(new Figure.Peer("the bare command, ms", bare)),
                rounds,
                0,
                "what varies from one start of JupyterLab to the next: the bare command alone took "
                        + Math.round(Collections.min(times.bare)) + " to " + Math.round(Collections.max(times.bare))
                        + " ms; " + stages));
        figures.accept(new Figure(
                NAME,
                "started_ms",
                times.step("RunStarted"),
                "ms",
                "",
                Optional.empty(),
                rounds,
                0,
                "what the platform does before the program runs; " + stages));
        boolean compared = !times.hub.isEmpty();
        double hub = compared ? median(times.hub) : Double.NaN;
        figures.accept(new Figure(
                NAME,
                "ready_vs_jupyterhub",
                platform / hub,
                "ratio",
                "< 1",
                compared ? Optional.of(new Figure.Peer(JupyterHubPeer.title() + ", ms", hub)) : Optional.empty(),
                rounds,
                0,
                compared ? "JupyterLab's own start in both; " + stages : "not compared: " + times.whyNoHub));
    }

    private static double median(List<Double> values) {
        return new Percentiles(values.stream().mapToDouble(Double::doubleValue).toArray()).at(0.5);
    }

    /** The measurements, in rounds. */
    private static final class Rounds {
        private final PlatformClient client;
        private final Path directory;
        private final Consumer<String> say;
        private final List<Double> platform = new ArrayList<>();
        private final List<Double> bare = new ArrayList<>();
        private final List<Double> hub = new ArrayList<>();
        private final Map<String, List<Double>> steps = new TreeMap<>();
        private String whyNoHub = "";

        Rounds(PlatformClient client, Path directory, Consumer<String> say) {
            this.client = client;
            this.directory = directory;
            this.say = say;
        }

        /** The first round fills the disk's cache and the compiled code; it does not count. */
        void run(int rounds) throws Exception {
            BareJupyter command = first();
            command.start(directory.resolve("bare-0"));
            JupyterHubPeer peer = null;
            try {
                peer = JupyterHubPeer.start(command, directory.resolve("hub"), say);
                peer.spawn();
                peer.stop();
            } catch (JupyterHubPeer.Missing e) {
                whyNoHub = e.getMessage();
                say.accept(whyNoHub);
            }
            try {
                for (int round = 1; round <= rounds; round++) {
                    platform.add(session());
                    bare.add(command.start(directory.resolve("bare-" + round)));
                    if (peer != null) {
                        hub.add(peer.spawn());
                        peer.stop();
                    }
                    say.accept(String.format(
                            Locale.ROOT,
                            "round %d: platform %.0f ms, bare %.0f ms, JupyterHub %s",
                            round,
                            platform.get(round - 1),
                            bare.get(round - 1),
                            peer == null ? "not there" : String.format(Locale.ROOT, "%.0f ms", hub.get(round - 1))));
                }
            } finally {
                if (peer != null) {
                    peer.close();
                }
            }
        }

        private BareJupyter first() throws Exception {
            String id = request();
            ready(id);
            BareJupyter command = BareJupyter.like(id);
            stop(id);
            return command;
        }

        private double session() throws Exception {
            Instant asked = Instant.now();
            long began = System.nanoTime();
            String id = request();
            double taken = (System.nanoTime() - began) / 1e6;
            ready(id);
            double ready = (System.nanoTime() - began) / 1e6;
            steps.computeIfAbsent("request answered", name -> new ArrayList<>()).add(taken);
            note(id, asked);
            stop(id);
            return ready;
        }

        private String request() throws IOException {
            return client.send(
                            "POST",
                            "/api/sessions",
                            new JsonObject()
                                    .put("datalab", new JsonObject().put("id", "notebook"))
                                    .put("ids", new JsonArray())
                                    .put("name", "bench"))
                    .getString("id");
        }

        private void ready(String id) throws IOException, InterruptedException {
            Waiting.until(READY, "session " + id, () -> {
                String state = client.get("/api/sessions/" + id).getString("state");
                if (state.equals("FAILED") || state.equals("STOPPED")) {
                    throw new IOException("session " + id + " is " + state);
                }
                return state.equals("READY");
            });
        }

        private void stop(String id) throws IOException, InterruptedException {
            client.send("DELETE", "/api/sessions/" + id, null);
            Waiting.until(READY, "the end of session " + id, () -> client.get("/api/sessions/" + id)
                    .getString("state")
                    .equals("STOPPED"));
        }

        /** When each step of the session was on the log, after the request. */
        private void note(String id, Instant asked) throws IOException {
            client.get("/api/sessions/" + id + "/events?limit=100").getJsonArray("items").stream()
                    .map(JsonObject.class::cast)
                    .forEach(event -> steps.computeIfAbsent(event.getString("type"), name -> new ArrayList<>())
                            .add((double) Duration.between(asked, Instant.parse(event.getString("at")))
                                    .toMillis()));
        }

        double step(String name) {
            return median(steps.getOrDefault(name, List.of(Double.NaN)));
        }

        /** Medians of the steps, in the order in which they come. */
        String stages() {
            return "after ms: "
                    + steps.entrySet().stream()
                            .map(step -> Map.entry(step.getKey(), median(step.getValue())))
                            .sorted(Map.Entry.comparingByValue())
                            .map(step -> String.format(Locale.ROOT, "%s %.0f", step.getKey(), step.getValue()))
                            .collect(Collectors.joining(", "));
        }
    }
}
