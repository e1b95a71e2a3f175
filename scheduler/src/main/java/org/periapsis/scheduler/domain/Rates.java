package org.periapsis.scheduler.domain;

import java.util.HashMap;
import java.util.Map;
import org.periapsis.events.Bandwidth;
import org.periapsis.events.SiteOffered;

/**
 * Measured bytes per second between sites, as exponentially decayed means. A rate comes from the scheduler's own reading of
 * transfers and stagings, else from what the receiving site says in its offer, else it is the declared default.
 */
public final class Rates {
    /** Weight of the newest measurement. */
    private static final double NEWEST = 0.3;
    /** Less than this says more about latency than about bandwidth. */
    private static final long LEAST_BYTES = 64 * 1024;

    private final double otherwise;
    private final Map<Link, Double> measured = new HashMap<>();
    private final Map<Link, Double> offered = new HashMap<>();

    private record Link(String source, String target) {}

    public Rates(double otherwise) {
        this.otherwise = otherwise;
    }

    public void measured(String source, String target, long bytes, double seconds) {
        if (bytes >= LEAST_BYTES && seconds > 0) {
            measured.merge(new Link(source, target), bytes / seconds, (old, now) -> old + NEWEST * (now - old));
        }
    }

    public void offered(SiteOffered offer) {
        for (Bandwidth rate : offer.getBandwidths()) {
            if (rate.getBytesPerS() > 0) {
                offered.put(new Link(rate.getSource(), offer.getSite()), rate.getBytesPerS());
            }
        }
    }

    public double bytesPerS(String source, String target) {
        Link link = new Link(source, target);
        Double own = measured.get(link);
        return own != null ? own : offered.getOrDefault(link, otherwise);
    }
}
