package org.periapsis.session.domain.view;

import java.util.ArrayList;
import java.util.List;
import org.periapsis.events.SiteLost;
import org.periapsis.events.SiteOffered;
import org.periapsis.events.SiteReturned;

/**
 * A site: its last offer, and what the scheduler has decided about it.
 *
 * @param offer null until one is read
 * @param outages the last of them, oldest first
 */
public record SiteView(Offer offer, List<Outage> outages) {
    private static final int OUTAGES_KEPT = 20;

    /**
     * What the site said last. Times in milliseconds since the epoch.
     *
     * @param keepsS seconds that its runs go on without their agent; 0 for without limit, null when it does not say
     */
    public record Offer(
            long at,
            String agent,
            String endpoint,
            boolean accepting,
            Request.Need capacity,
            Request.Need free,
            int running,
            int queued,
            List<RunsWith> runtimes,
            List<Datalab> datalabs,
            List<Rate> bandwidths,
            int deadlineS,
            Long keepsS) {}

    /** A way of running things. */
    public record RunsWith(String name, boolean trustedOnly, String note) {}

    /** Whether a datalab can start there; seconds that making it ready would take, null when it cannot be. */
    public record Datalab(String id, String version, boolean ready, String reason, Double prepareS) {}

    /** A measured rate, bytes per second. */
    public record Rate(String source, double bytesPerS, long samples) {}

    /** From SiteLost to SiteReturned; {@code until} is null while it lasts. */
    public record Outage(long since, Long until) {}

    public static SiteView none() {
        return new SiteView(null, List.of());
    }

    /** @return the site that an event is about; null for none */
    public static String siteOf(Object event) {
        if (event instanceof SiteOffered e) {
            return e.getSite();
        } else if (event instanceof SiteLost e) {
            return e.getSite();
        } else if (event instanceof SiteReturned e) {
            return e.getSite();
        }
        return null;
    }

    public SiteView apply(Object event, Stamp stamp) {
        if (event instanceof SiteOffered e) {
            return new SiteView(offered(e, stamp), outages);
        } else if (event instanceof SiteLost) {
            return lost() ? this : new SiteView(offer, kept(new Outage(stamp.at(), null)));
        } else if (event instanceof SiteReturned && lost()) {
            List<Outage> now = new ArrayList<>(outages);
            now.set(now.size() - 1, new Outage(now.get(now.size() - 1).since(), stamp.at()));
            return new SiteView(offer, List.copyOf(now));
        }
        return this;
    }

    /** True between SiteLost and SiteReturned. */
    public boolean lost() {
        return !outages.isEmpty() && outages.get(outages.size() - 1).until() == null;
    }

    private List<Outage> kept(Outage next) {
        List<Outage> now = new ArrayList<>(outages);
        now.add(next);
        return List.copyOf(now.subList(Math.max(0, now.size() - OUTAGES_KEPT), now.size()));
    }

    private static Offer offered(SiteOffered e, Stamp stamp) {
        return new Offer(
                stamp.at(),
                e.getAgent(),
                e.getEndpoint(),
                e.getAccepting(),
                Request.Need.of(e.getCapacity()),
                Request.Need.of(e.getFree()),
                e.getRunning(),
                e.getQueued(),
                e.getRuntimes().stream()
                        .map(r -> new RunsWith(r.getName(), r.getTrustedOnly(), r.getNote()))
                        .toList(),
                e.getDatalabs().stream()
                        .map(d -> new Datalab(
                                d.getDatalab(), d.getVersion(), d.getReady(), d.getReason(), d.getPrepareS()))
                        .toList(),
                e.getBandwidths().stream()
                        .map(b -> new Rate(b.getSource(), b.getBytesPerS(), b.getSamples()))
                        .toList(),
                e.getDeadlineS(),
                e.getKeepsS());
    }
}
