package org.periapsis.local.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.periapsis.local.client.PlatformClient;

/** Counts the events that arrive by SSE while it is open. */
final class EventCount implements AutoCloseable {
    private final AtomicLong events = new AtomicLong();
    private final InputStream stream;

    EventCount(PlatformClient client) throws IOException {
        this.stream = client.stream("/api/events?from=latest");
        Thread reader = new Thread(this::read, "demo-events");
        reader.setDaemon(true);
        reader.start();
    }

    long total() {
        return events.get();
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data:")) {
                    events.incrementAndGet();
                }
            }
        } catch (IOException e) {
            // Closed: the count stands.
        }
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
