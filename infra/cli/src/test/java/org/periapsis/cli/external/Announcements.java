package org.periapsis.cli.external;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.periapsis.local.client.PlatformClient;

/** A reader of the event stream that goes on where it was cut off, as a browser does: how often each product was announced. */
final class Announcements implements AutoCloseable {
    private static final String PATH = "/api/events?type=ProductIndexed&from=latest";

    private final PlatformClient client;
    private final Map<String, Integer> times = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile String last = "";
    private volatile boolean over;
    private volatile InputStream open;

    Announcements(PlatformClient client) {
        this.client = client;
        Thread reader = new Thread(this::read, "announcements");
        reader.setDaemon(true);
        reader.start();
    }

    /** How often each product was announced, by its id. */
    Map<String, Integer> times() {
        return Map.copyOf(times);
    }

    /** How often the stream was opened. */
    int connections() {
        return connections.get();
    }

    private void read() {
        while (!over) {
            try (InputStream in = client.stream(PATH, last.isEmpty() ? Map.of() : Map.of("Last-Event-ID", last));
                    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                open = in;
                connections.incrementAndGet();
                frames(lines);
            } catch (IOException cut) {
                pause();
            }
        }
    }

    private void frames(BufferedReader lines) throws IOException {
        String id = null;
        String data = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("id:")) {
                id = line.substring(3).strip();
            } else if (line.startsWith("data:")) {
                data = line.substring(5).strip();
            } else if (line.isEmpty()) {
                // What broke off before its end was not read: it comes again.
                if (id != null) {
                    last = id;
                }
                if (!data.isEmpty()) {
                    String subject = new JsonObject(data).getString("subject", "");
                    times.merge(subject, 1, Integer::sum);
                }
                id = null;
                data = "";
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(300);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            over = true;
        }
    }

    @Override
    public void close() throws IOException {
        over = true;
        if (open != null) {
            open.close();
        }
    }
}
