package org.periapsis.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.periapsis.local.client.PlatformClient;

/** Hears by SSE that the products of one run are indexed, and notes when it heard of each. */
final class IndexedEvents implements AutoCloseable {
    private static final String SUBJECT = "\"subject\":\"";

    private final InputStream stream;
    private final String prefix;
    private final AtomicLongArray heard;
    private final AtomicInteger count = new AtomicInteger();
    private final CountDownLatch all;

    /**
     * Returns when the stream is open, so that nothing sent from then on is missed.
     *
     * @param prefix what product ids of the run begin with; the product's number follows
     */
    IndexedEvents(PlatformClient client, String prefix, int products) throws IOException {
        this.prefix = prefix;
        this.heard = new AtomicLongArray(products);
        this.all = new CountDownLatch(products);
        this.stream = client.stream("/api/events?type=ProductIndexed&from=latest");
        Thread reader = new Thread(this::read, "bench-events");
        reader.setDaemon(true);
        reader.start();
    }

    int count() {
        return count.get();
    }

    /**
     * @return when each product was heard of, by {@link System#nanoTime()}
     * @throws IOException when some were not heard of in time
     */
    AtomicLongArray await(Duration patience) throws IOException, InterruptedException {
        if (!all.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("heard of " + count + " of " + heard.length() + " products within "
                    + patience.toSeconds() + " s after the last was accepted");
        }
        return heard;
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data:")) {
                    note(line);
                }
            }
        } catch (IOException closed) {
            // What was heard until then stands; whoever waits for more is told so.
        }
    }

    /** Does not parse the JSON: the reader shares the processor with what it measures. */
    private void note(String line) {
        long now = System.nanoTime();
        int at = line.indexOf(SUBJECT);
        int from = at + SUBJECT.length() + prefix.length();
        if (at < 0 || !line.startsWith(prefix, at + SUBJECT.length())) {
            return;
        }
        int number = Integer.parseInt(line, from, line.indexOf('"', from), 10);
        if (heard.compareAndSet(number, 0, now)) {
            count.incrementAndGet();
            all.countDown();
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
