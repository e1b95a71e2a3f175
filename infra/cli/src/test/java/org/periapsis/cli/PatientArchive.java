package org.periapsis.cli;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.demo.Polling;

/**
 * An archive that sends products by reference without a pause, one after the other, and asks again for what is answered "later"
 * or cut off, as a careful program does.
 */
final class PatientArchive implements AutoCloseable {
    static final String COLLECTION = "processes";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Set<Integer> TRY_AGAIN = Set.of(502, 503, 504);

    private final PlatformClient client;
    private final AtomicInteger numbers = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> accepted = new ConcurrentLinkedQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean over;
    private volatile Exception failure;

    private PatientArchive(PlatformClient client) {
        this.client = client;
    }

    /** Begins to send. */
    static PatientArchive sending(PlatformClient client) {
        PatientArchive archive = new PatientArchive(client);
        Thread thread = new Thread(archive::sendOn, "patient-archive");
        thread.setDaemon(true);
        thread.start();
        return archive;
    }

    /** Sends one more, and returns when it can be found. */
    void oneMoreIsFound() throws IOException {
        String id = send();
        again(client, "GET", "/api/products/" + PlatformClient.encode(id), null, answer -> answer.statusCode() == 200);
    }

    /** Ends the sending. @return ids of all that was accepted */
    List<String> end() throws Exception {
        over = true;
        ended.await();
        if (failure != null) {
            throw failure;
        }
        return List.copyOf(accepted);
    }

    @Override
    public void close() {
        over = true;
    }

    private void sendOn() {
        try {
            while (!over) {
                send();
            }
        } catch (IOException | RuntimeException e) {
            failure = e;
        } finally {
            ended.countDown();
        }
    }

    private String send() throws IOException {
        HttpResponse<String> taken = again(
                client,
                "POST",
                "/api/archives/esac-sky/products",
                product("processes", COLLECTION, numbers.incrementAndGet()),
                answer -> answer.statusCode() < 300);
        String id = new JsonObject(taken.body()).getString("product_id");
        accepted.add(id);
        return id;
    }

    /** Asks until the answer is as wanted. What is refused for good is a failure at once. */
    static HttpResponse<String> again(
            PlatformClient client, String method, String path, JsonObject body, Predicate<HttpResponse<String>> done)
            throws IOException {
        Map<String, String> headers = body == null
                ? Map.of()
                : Map.of("Idempotency-Key", UUID.randomUUID().toString());
        String[] last = {"nothing"};
        try {
            return Polling.until(PATIENCE, method + " " + path, () -> {
                try {
                    HttpResponse<String> answer = client.exchange(method, path, body, headers);
                    last[0] = answer.statusCode() + " " + answer.body();
                    if (done.test(answer)) {
                        return answer;
                    }
                    if (!method.equals("GET") && !TRY_AGAIN.contains(answer.statusCode())) {
                        throw new IllegalStateException(last[0]);
                    }
                } catch (IOException cutOff) {
                    last[0] = cutOff.toString();
                }
                return null;
            });
        } catch (IOException e) {
            throw new IOException(e.getMessage() + "; last was " + last[0], e);
        }
    }

    /** A product by reference: each number another one, and another place on the sky. */
    static JsonObject product(String name, String collection, int number) {
        return new JsonObject()
                .put("name", name + "-" + number + ".fits")
                .put("size", 2880L * number)
                .put("sha256", String.format("%064x", number))
                .put("access_url", "https://archive.example/" + name + "/" + number + ".fits")
                .put("collection", collection)
                .put(
                        "obscore",
                        new JsonObject()
                                .put("s_ra", number * 0.37 % 360)
                                .put("s_dec", number * 0.11 % 180 - 90)
                                .put("dataproduct_type", "image"));
    }
}
