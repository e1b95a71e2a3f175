package org.periapsis.bench;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.events.topic.Topic;
import org.periapsis.local.client.PlatformClient;

/**
 * From an archive's request to the event that a reader hears: products by reference through the front door, into the log,
 * into the view, out by SSE. Once at a fixed rate, open loop, for the latency; once as fast as it goes, for the throughput.
 */
final class PipelineBenchmark implements Benchmark {
    private static final String NAME = "pipeline";
    private static final String ARCHIVE = "esa-sky";
    private static final String SITE = "esac";
    private static final String PRODUCTS = "/api/archives/" + ARCHIVE + "/products";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int SIZE = 30_000;
    private static final int WARM_UP = 6_000;
    private static final int RATE = 200;
    private static final int RATE_SECONDS = 20;
    private static final int CONNECTIONS = 4;
    private static final int LINES = 1_000;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "products by reference: ingest, log, view, SSE; beside raw Kafka and COPY";
    }

    @Override
    public void run(Settings settings, Consumer<Figure> figures, Consumer<String> say) throws Exception {
        int size = settings.n() == 0 ? SIZE : Math.toIntExact(settings.n());
        try (BenchStack stack = new BenchStack(say)) {
            say.accept("warming up with " + WARM_UP + " products, one a request and many");
            closedLoop(stack, new Offers(settings.seed(), "single", WARM_UP));
            fullSpeed(stack, new Offers(settings.seed(), "warm", WARM_UP));
            fixedRate(stack, settings.seed(), Math.min(size, RATE * RATE_SECONDS), figures, say);
            throughput(stack, new Offers(settings.seed(), "full", size), settings.seed(), figures, say);
        }
    }

    /** What is sent, made before the clock runs. */
    private static final class Offers {
        private final ReferenceProducts products;
        private final List<String> bodies;
        private final String prefix;

        Offers(long seed, String run, int count) {
            products = new ReferenceProducts(seed, run);
            bodies = IntStream.range(0, count)
                    .mapToObj(i -> products.body(i).encode())
                    .toList();
            String first = products.id(0);
            prefix = first.substring(0, first.length() - 1);
        }

        int count() {
            return bodies.size();
        }
    }

    /**
     * One product a request, as fast as the answers come: what a fresh JVM has to compile is not what the fixed rate is
     * about.
     */
    private static void closedLoop(BenchStack stack, Offers offers) throws Exception {
        try (IndexedEvents events = new IndexedEvents(stack.client(), offers.prefix, offers.count())) {
            OpenLoop.run(offers.count(), Double.MAX_VALUE, i -> one(stack.client(), offers, i), PATIENCE);
            events.await(PATIENCE);
        }
    }

    private static void one(PlatformClient client, Offers offers, int number) throws IOException {
        accepted(client.post(
                PRODUCTS, "application/json", offers.bodies.get(number).getBytes(StandardCharsets.UTF_8)));
    }

    private static void fixedRate(
            BenchStack stack, long seed, int count, Consumer<Figure> figures, Consumer<String> say) throws Exception {
        say.accept(count + " products at " + RATE + "/s, one a request");
        Offers offers = new Offers(seed, "rate", count);
        PlatformClient client = stack.client();
        try (IndexedEvents events = new IndexedEvents(client, offers.prefix, count)) {
            CpuShares before = CpuShares.now(ProcessTree.postgres(stack.directory()));
            long[] due = OpenLoop.run(count, RATE, i -> one(client, offers, i), PATIENCE);
            AtomicLongArray heard = events.await(PATIENCE);
            String bound =
                    CpuShares.now(ProcessTree.postgres(stack.directory())).since(before);
            Percentiles latency = new Percentiles(IntStream.range(0, count)
                    .mapToDouble(i -> (heard.get(i) - due[i]) / 1e6)
                    .toArray());
            figures.accept(milliseconds("latency_p50_ms_at_200", latency.at(0.5), "", count, seed, bound));
            figures.accept(milliseconds("latency_p99_ms_at_200", latency.at(0.99), "<= 250", count, seed, bound));
            figures.accept(milliseconds("latency_max_ms_at_200", latency.max(), "", count, seed, bound));
        }
    }

    private static Figure milliseconds(String figure, double value, String aim, int count, long seed, String bound) {
        return new Figure(NAME, figure, value, "ms", aim, Optional.empty(), count, seed, bound);
    }

    private static void accepted(HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() != 201) {
            throw new IOException("a product was answered " + answer.statusCode() + ": " + answer.body());
        }
    }

    private static void throughput(
            BenchStack stack, Offers offers, long seed, Consumer<Figure> figures, Consumer<String> say)
            throws Exception {
        String topic = Topic.PRODUCTS.name("", SITE);
        RawLog raw = new RawLog(stack.stack().parts().kafka());
        Map<TopicPartition, Long> before = raw.ends(topic);
        say.accept(offers.count() + " products at full speed, " + CONNECTIONS + " requests at once, " + LINES
                + " lines each");
        Run run = fullSpeed(stack, offers);
        Figure speed = new Figure(
                NAME,
                "products_per_s",
                run.perSecond,
                "products/s",
                ">= 2000",
                Optional.empty(),
                offers.count(),
                seed,
                run.bound);
        figures.accept(speed);
        say.accept("the same rows by COPY, the same records by Kafka alone");
        CopyFloor copy = new CopyFloor(stack.stack().parts().database());
        double rows = Math.max(copy.perSecond(offers.prefix), copy.perSecond(offers.prefix));
        figures.accept(share(speed, "share_of_copy", "COPY, rows/s", rows));
        List<ConsumerRecord<String, byte[]>> records = raw.read(before, offers.count());
        double perSecond = Math.max(raw.perSecond("bench.raw.1", records), raw.perSecond("bench.raw.2", records));
        figures.accept(share(speed, "share_of_raw_kafka", "raw Kafka, records/s", perSecond));
    }

    private static Figure share(Figure speed, String name, String floor, double floorPerSecond) {
        return new Figure(
                NAME,
                name,
                speed.value() / floorPerSecond,
                "ratio",
                "",
                Optional.of(new Figure.Peer(floor, floorPerSecond)),
                speed.n(),
                speed.seed(),
                speed.boundBy());
    }

    private record Run(double perSecond, String bound) {}

    /** As an archive sends that has many: newline-delimited JSON, several requests at once. */
    private static Run fullSpeed(BenchStack stack, Offers offers) throws Exception {
        List<byte[]> requests = new ArrayList<>();
        for (int from = 0; from < offers.count(); from += LINES) {
            List<String> lines = offers.bodies.subList(from, Math.min(offers.count(), from + LINES));
            requests.add(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
        }
        ExecutorService senders = Executors.newFixedThreadPool(CONNECTIONS, task -> new Thread(task, "bench-sender"));
        try (IndexedEvents events = new IndexedEvents(stack.client(), offers.prefix, offers.count())) {
            CpuShares before = CpuShares.now(ProcessTree.postgres(stack.directory()));
            long began = System.nanoTime();
            List<Future<?>> sent = new ArrayList<>();
            for (byte[] request : requests) {
                sent.add(senders.submit(() -> {
                    allAccepted(stack.client().post(PRODUCTS, "application/x-ndjson", request));
                    return null;
                }));
            }
            for (Future<?> one : sent) {
                one.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            }
            double acceptedAfter = (System.nanoTime() - began) / 1e9;
            int heardThen = events.count();
            long inView = new CopyFloor(stack.stack().parts().database()).count(offers.prefix);
            AtomicLongArray heard = events.await(PATIENCE);
            long last = IntStream.range(0, offers.count())
                    .mapToLong(heard::get)
                    .max()
                    .orElseThrow();
            double seconds = (last - began) / 1e9;
            String who = CpuShares.now(ProcessTree.postgres(stack.directory())).since(before);
            return new Run(
                    offers.count() / seconds,
                    String.format(
                            Locale.ROOT,
                            "%s; after %.1f of %.1f s all were accepted, %d %% in the view, %d %% told by SSE",
                            who,
                            acceptedAfter,
                            seconds,
                            100 * inView / offers.count(),
                            100L * heardThen / offers.count()));
        } finally {
            senders.shutdownNow();
        }
    }

    private static void allAccepted(HttpResponse<String> answer) throws IOException {
        long refused = answer.body()
                .lines()
                .filter(line -> !line.contains("\"status\":201"))
                .count();
        if (answer.statusCode() != 200 || refused > 0) {
            String first = answer.body().lines().findFirst().orElse("nothing");
            throw new IOException(refused + " lines were not accepted; the answer was " + answer.statusCode()
                    + " and begins: " + first);
        }
    }
}
