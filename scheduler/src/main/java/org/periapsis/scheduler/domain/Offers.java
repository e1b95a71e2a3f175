package org.periapsis.scheduler.domain;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.TreeMap;
import org.periapsis.events.SiteOffered;

/** What each site said last. Outside the state: an offer is news, not history. */
public final class Offers {
    private final TreeMap<String, Heard> bySite = new TreeMap<>();

    /**
     * An offer and when it was heard.
     *
     * @param atMs on the {@link SilenceClock}
     * @param written when the site wrote it
     * @param live false when it was found on the log at start: it says what the site was, not that it is there
     * @param foreign what others hold of the site's capacity
     */
    public record Heard(SiteOffered offer, long atMs, Instant written, boolean live, Amount foreign) {
        public String site() {
            return offer.getSite();
        }

        public Amount capacity() {
            return Amount.of(offer.getCapacity());
        }

        /** @return milliseconds beyond the site's own deadline; 0 or less when it is in time */
        public long overdueMs(long nowMs) {
            return nowMs - atMs - offer.getDeadlineS() * 1000L;
        }
    }

    /** @param held what the runs placed at the site hold there, as far as the log tells */
    public void hear(SiteOffered offer, Amount held, long nowMs, Instant written, boolean live) {
        Amount used = Amount.of(offer.getCapacity()).minus(Amount.of(offer.getFree()));
        Amount foreign = live ? used.minus(held).floor() : Amount.NONE;
        bySite.put(offer.getSite(), new Heard(offer, nowMs, written, live, foreign));
    }

    /** The clock begins anew: what was heard counts as heard now. */
    void restart() {
        bySite.replaceAll((site, heard) -> new Heard(heard.offer(), 0, heard.written(), heard.live(), heard.foreign()));
    }

    /** @return by site id */
    public Collection<Heard> all() {
        return Collections.unmodifiableCollection(bySite.values());
    }

    public Optional<Heard> of(String site) {
        return Optional.ofNullable(bySite.get(site));
    }
}
