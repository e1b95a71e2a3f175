package org.periapsis.session.adapter.s3;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.periapsis.events.Bandwidth;

/** Rates of copies from other sites: exponentially decayed means, so that they follow the network. */
final class Rates {

    private static final double WEIGHT_OF_NEWEST = 0.2;
    /** A copy of less than this says more about latency than about bandwidth. */
    private static final long TELLING_BYTES = 64 << 10;

    private final Map<String, Bandwidth> rates = new TreeMap<>();

    synchronized void add(String source, long bytes, double seconds) {
        if (bytes < TELLING_BYTES || seconds <= 0) {
            return;
        }
        double rate = bytes / seconds;
        Bandwidth before = rates.get(source);
        rates.put(
                source,
                before == null
                        ? new Bandwidth(source, rate, 1L)
                        : new Bandwidth(
                                source,
                                before.getBytesPerS() + WEIGHT_OF_NEWEST * (rate - before.getBytesPerS()),
                                before.getSamples() + 1));
    }

    synchronized List<Bandwidth> measured() {
        return List.copyOf(rates.values());
    }
}
