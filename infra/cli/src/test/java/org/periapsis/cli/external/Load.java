package org.periapsis.cli.external;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ThreadLocalRandom;
import org.periapsis.local.client.PlatformClient;

/** Archives and people at work without a pause to speak of; each repeats what was not acknowledged, as a careful program does. */
final class Load implements AutoCloseable {
    static final String COLLECTION = "external";
    private static final String ARCHIVE = "esac-sky";
    private static final String PRODUCTS = "/api/archives/" + ARCHIVE + "/products";
    private static final Set<String> ENDED = Set.of("SUCCEEDED", "FAILED", "CANCELLED");

    private final PlatformClient person;
    private final PlatformClient anybody;
    private final Path directory;
    private final String session;
    private final ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final Set<String> acknowledged = new ConcurrentSkipListSet<>();
    private final Map<String, String> files = new ConcurrentHashMap<>();
    private final Map<String, JsonObject> jobs = new ConcurrentHashMap<>();
    private final List<Thread> workers = new ArrayList<>();
    private String program;
    private volatile boolean over;

    /** One thing to do again and again. */
    @FunctionalInterface
    private interface Work {
        void once() throws IOException, InterruptedException;
    }

    /**
     * @param session a session that is ready
     * @param inputs products for jobs
     */
    Load(PlatformClient person, PlatformClient anybody, Path directory, String session, List<String> inputs) {
        this.person = person;
        this.anybody = anybody;
        this.directory = directory;
        this.session = session;
        worker("offers", 300, this::offer);
        worker("uploads", 700, this::upload);
        worker(
                "searches",
                300,
                () -> ask(anybody, Act.SEARCH, "/api/products?obs_collection=" + COLLECTION + "&limit=5"));
        worker("downloads", 500, this::download);
        worker("pages", 300, this::page);
        worker("looks", 500, () -> ask(person, Act.SESSION, "/api/sessions/" + session));
        worker("jobs", 3_000, () -> job(inputs));
    }

    private void worker(String name, long pause, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (!over) {
                            work.once();
                            Thread.sleep(pause);
                        }
                    } catch (InterruptedException ended) {
                        Thread.currentThread().interrupt();
                    } catch (IOException | RuntimeException e) {
                        // A client that has broken itself: seen as an answer that nobody allows.
                        answers.add(new Answer(Act.OFFER, System.nanoTime(), 0, 999, "", "", name + ": " + e));
                    }
                },
                "load-" + name);
        thread.setDaemon(true);
        workers.add(thread);
    }

    void start() {
        workers.forEach(Thread::start);
    }

    /** Each finishes what it has in hand. */
    void stop() throws InterruptedException {
        over = true;
        for (Thread worker : workers) {
            worker.join();
        }
    }

    List<Answer> answers() {
        return List.copyOf(answers);
    }

    /** Ids of products that were acknowledged. */
    Set<String> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    /** SHA-256 of each uploaded file by its product's id. */
    Map<String, String> files() {
        return Map.copyOf(files);
    }

    /** Every job that was taken, as it was last seen. */
    Map<String, JsonObject> jobs() {
        return Map.copyOf(jobs);
    }

    private void offer() throws InterruptedException {
        JsonObject product = Products.byReference(COLLECTION, Products.next());
        untilTaken(Act.OFFER, () -> person.exchange("POST", PRODUCTS, product, Map.of()));
    }

    private void upload() throws IOException, InterruptedException {
        int number = Products.next();
        byte[] bytes = Products.fits(number);
        Path file = Files.write(directory.resolve("external-" + number + ".fits"), bytes);
        String id = untilTaken(Act.UPLOAD, () -> person.ingest(ARCHIVE, file, Products.metadata(COLLECTION, number)));
        Files.delete(file);
        if (id != null) {
            // Others find it a moment later: only what was found once is fetched.
            while (!found(id) && !over) {
                Thread.sleep(300);
            }
            files.put(id, Products.sha256(bytes));
        }
    }

    private boolean found(String id) {
        try {
            return anybody.exchange("GET", "/api/products/" + PlatformClient.encode(id), null, Map.of())
                            .statusCode()
                    == 200;
        } catch (IOException cut) {
            return false;
        }
    }

    /** Asks a service, and takes what is refused for the time being for no end. */
    @FunctionalInterface
    private interface Asked {
        HttpResponse<String> ask() throws IOException;
    }

    private String untilTaken(Act act, Asked asked) throws InterruptedException {
        while (true) {
            Answer answer = answer(act, asked);
            if (answer.good()) {
                String id = new JsonObject(answer.text()).getString("product_id");
                acknowledged.add(id);
                return id;
            }
            if (answer.code() >= 400 && answer.code() < 500) {
                return null;
            }
            Thread.sleep(300);
        }
    }

    /** Jupyter says since when it runs. */
    private void page() {
        Answer answer = ask(person, Act.PAGE, "/sessions/" + session + "/api/status");
        if (answer.good()) {
            String started = new JsonObject(answer.text()).getString("started");
            if (program == null) {
                program = started;
            } else if (!program.equals(started)) {
                answers.add(answer.wrong(997, "another program, of " + started + ", not of " + program));
            }
        }
    }

    private Answer ask(PlatformClient client, Act act, String path) {
        return answer(act, () -> client.exchange("GET", path, null, Map.of()));
    }

    private Answer answer(Act act, Asked asked) {
        long begun = System.nanoTime();
        Answer answer;
        try {
            HttpResponse<String> response = asked.ask();
            answer = Answer.of(act, begun, response, response.body());
        } catch (IOException cut) {
            answer = Answer.none(act, begun, cut);
        }
        answers.add(answer);
        return answer;
    }

    private void download() {
        List<String> known = List.copyOf(files.keySet());
        if (known.isEmpty()) {
            return;
        }
        String id = known.get(ThreadLocalRandom.current().nextInt(known.size()));
        long begun = System.nanoTime();
        Answer answer;
        try {
            HttpResponse<byte[]> response = anybody.download("/api/files/" + PlatformClient.encode(id));
            answer = Answer.of(Act.DOWNLOAD, begun, response, new String(response.body(), StandardCharsets.ISO_8859_1));
            if (answer.good() && !Products.sha256(response.body()).equals(files.get(id))) {
                answer = answer.wrong(998, "other bytes than were uploaded: " + id);
            }
        } catch (IOException cut) {
            answer = Answer.none(Act.DOWNLOAD, begun, cut);
        }
        answers.add(answer);
    }

    private void job(List<String> inputs) throws InterruptedException {
        JsonObject body = new JsonObject()
                .put("datalab", new JsonObject().put("id", "statistics"))
                .put("ids", new JsonArray(inputs));
        Map<String, String> key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
        Answer taken = answer(Act.JOB, () -> person.exchange("POST", "/api/jobs", body, key));
        while (!taken.good() && !over) {
            Thread.sleep(500);
            taken = answer(Act.JOB, () -> person.exchange("POST", "/api/jobs", body, key));
        }
        if (!taken.good()) {
            return;
        }
        String id = new JsonObject(taken.text()).getString("id");
        Map<String, String> position = Map.of("Periapsis-Position", taken.position());
        jobs.put(id, new JsonObject());
        while (!ENDED.contains(jobs.get(id).getString("state", "")) && !over) {
            Thread.sleep(1_000);
            Answer seen = answer(Act.JOB, () -> person.exchange("GET", "/api/jobs/" + id, null, position));
            if (seen.good()) {
                jobs.put(id, new JsonObject(seen.text()));
            }
        }
    }

    String session() {
        return session;
    }

    @Override
    public void close() {
        over = true;
        workers.forEach(Thread::interrupt);
    }
}
