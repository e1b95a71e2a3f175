package org.periapsis.cli;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.periapsis.embedded.Patience;
import org.periapsis.local.client.PlatformClient;

/** An archive that sends products by reference without a pause. */
final class ProductLoad {
    static final String COLLECTION = "CRASHTEST";
    private static final String PATH = "/api/archives/esa-sky/products";
    private static final int SENDERS = 4;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final PlatformClient client;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Set<String> accepted = new ConcurrentSkipListSet<>();
    private final Map<Integer, IOException> unanswered = new ConcurrentHashMap<>();
    private final List<Thread> senders = new ArrayList<>();
    private volatile boolean over;
    private volatile String refused;

    ProductLoad(PlatformClient client) {
        this.client = client;
    }

    void start() {
        for (int i = 0; i < SENDERS; i++) {
            Thread sender = new Thread(this::sendOn, "sender-" + i);
            sender.start();
            senders.add(sender);
        }
    }

    void awaitAccepted(int count) {
        Patience.until(
                "acceptance of " + count,
                PATIENCE,
                () -> accepted.size() >= count || refused != null || !unanswered.isEmpty());
        check();
    }

    void stop() throws InterruptedException {
        over = true;
        for (Thread sender : senders) {
            sender.join();
        }
        check();
    }

    Set<String> accepted() {
        return Set.copyOf(accepted);
    }

    /** What was on its way in the crash. */
    void sendUnansweredAgain(PlatformClient again) throws IOException {
        for (int number : unanswered.keySet()) {
            send(again, number);
        }
        check();
    }

    private void sendOn() {
        while (!over) {
            int number = numbers.incrementAndGet();
            try {
                send(client, number);
            } catch (IOException gone) {
                unanswered.put(number, gone);
                return;
            }
        }
    }

    private void send(PlatformClient to, int number) throws IOException {
        HttpResponse<String> answer =
                to.exchange("POST", PATH, PatientArchive.product("crash", COLLECTION, number), Map.of());
        if (answer.statusCode() == 201 || answer.statusCode() == 200) {
            accepted.add(new JsonObject(answer.body()).getString("product_id"));
        } else if (answer.statusCode() >= 500) {
            throw new IOException(answer.body());
        } else {
            refused = answer.statusCode() + " " + answer.body();
        }
    }

    private void check() {
        if (refused != null) {
            throw new AssertionError("refused: " + refused);
        }
    }
}
