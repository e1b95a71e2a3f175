package org.periapsis.indexer.domain.view;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.periapsis.events.ProductIngested;
import org.periapsis.events.ProductRevised;
import org.periapsis.events.ProductWithdrawn;
import org.periapsis.events.ReplicaAdded;
import org.periapsis.events.ReplicaLost;
import org.periapsis.events.ReplicaRemoved;
import org.periapsis.events.ReplicaVerified;

/**
 * Folds a batch of events into what must change in the view: one row a product and a replica, however many events spoke
 * of it. Used once, by one thread.
 */
public final class BatchFold {
    private final Map<String, Entry> entries = new HashMap<>();
    private final Map<Replica.Key, Replica> replicas = new HashMap<>();
    private final Map<String, Entry> changedEntries = new LinkedHashMap<>();
    private final Map<Replica.Key, Replica> changedReplicas = new LinkedHashMap<>();
    private final Map<String, Holding> holdings = new HashMap<>();
    private final List<Announcement> announcements = new ArrayList<>();
    private int lost;

    /**
     * What a site holds, or by how much that changed.
     */
    public record Holding(long products, long bytes) {
        static final Holding NONE = new Holding(0, 0);

        Holding plus(long moreProducts, long moreBytes) {
            return new Holding(products + moreProducts, bytes + moreBytes);
        }
    }

    /** Starts from what the view has of the products and replicas that the batch speaks of. */
    public BatchFold(List<Head> heads, List<Replica> known) {
        heads.forEach(head -> entries.put(head.id(), new Entry(head, Optional.empty())));
        known.forEach(replica -> replicas.put(replica.key(), replica));
    }

    /**
     * Takes the next event; a type that the view does not keep is passed over.
     *
     * @param fresh false when the view has it already and it is read again only to be announced
     * @param announce whether nobody has heard of it yet
     */
    public void take(Stamp stamp, Object event, boolean fresh, boolean announce) {
        if (event instanceof ProductIngested e) {
            product(e.getProductId(), ProductHistory.ingested(entry(e.getProductId()), stamp, e), fresh)
                    .filter(head -> announce)
                    .ifPresent(head -> announce(1, stamp, head, Optional.of(Content.of(e)), false));
        } else if (event instanceof ProductRevised e) {
            product(e.getProductId(), ProductHistory.revised(entry(e.getProductId()), stamp, e), fresh)
                    .filter(head -> announce)
                    .ifPresent(head -> announce(e.getRevision(), stamp, head, Optional.of(Content.of(e)), false));
        } else if (event instanceof ProductWithdrawn e) {
            product(e.getProductId(), ProductHistory.withdrawn(entry(e.getProductId()), stamp, e), fresh)
                    .filter(head -> announce)
                    .ifPresent(head -> announce(
                            e.getRevision(),
                            stamp,
                            head,
                            entries.get(e.getProductId()).content(),
                            true));
        } else if (fresh) {
            replica(stamp, event);
        }
    }

    private Optional<Entry> entry(String id) {
        return Optional.ofNullable(entries.get(id));
    }

    /** The product's head when the event made one of its revisions. */
    private Optional<Head> product(String id, Outcome outcome, boolean fresh) {
        if (outcome instanceof Outcome.Won won && fresh) {
            entries.put(id, won.entry());
            changedEntries.put(id, won.entry());
            return Optional.of(won.entry().head());
        }
        // Read again to be announced. One that is on the log twice, by two writers at once, was announced the first
        // time.
        if (outcome instanceof Outcome.Repeated repeated && !fresh) {
            return Optional.of(repeated.head());
        }
        lost++;
        return Optional.empty();
    }

    private void announce(int revision, Stamp stamp, Head head, Optional<Content> content, boolean withdrawn) {
        announcements.add(new Announcement(
                head.id(), revision, withdrawn, content, head.times().ingestedAt(), stamp));
    }

    private void replica(Stamp stamp, Object event) {
        if (event instanceof ReplicaAdded e) {
            // Of two copies of one revision at one site the first on the log holds, until it is lost or removed.
            if (known(e.getProductId(), e.getSite())
                    .filter(held -> held(held) == 1 && held.revision() >= e.getRevision())
                    .isEmpty()) {
                put(Replica.added(stamp, e));
            }
        } else if (event instanceof ReplicaVerified e) {
            known(e.getProductId(), e.getSite()).ifPresent(r -> put(r.verified(stamp)));
        } else if (event instanceof ReplicaLost e) {
            known(e.getProductId(), e.getSite()).ifPresent(r -> put(r.ended(Replica.State.LOST, e.getReason())));
        } else if (event instanceof ReplicaRemoved e) {
            known(e.getProductId(), e.getSite()).ifPresent(r -> put(r.ended(Replica.State.REMOVED, e.getReason())));
        }
    }

    private Optional<Replica> known(String id, String site) {
        return Optional.ofNullable(replicas.get(new Replica.Key(id, site)));
    }

    private void put(Replica now) {
        Replica old = replicas.put(now.key(), now);
        changedReplicas.put(now.key(), now);
        long products = held(now) - (old == null ? 0 : held(old));
        long bytes = now.heldBytes() - (old == null ? 0 : old.heldBytes());
        holdings.merge(now.key().site(), Holding.NONE.plus(products, bytes), (a, b) -> a.plus(b.products(), b.bytes()));
    }

    private static long held(Replica replica) {
        return replica.standing().state() == Replica.State.HELD ? 1 : 0;
    }

    /** Products to write, in the order of their first change. */
    public List<Entry> changedEntries() {
        return List.copyOf(changedEntries.values());
    }

    /** Replicas to write. */
    public List<Replica> changedReplicas() {
        return List.copyOf(changedReplicas.values());
    }

    /** By how much each site's holdings change. */
    public Map<String, Holding> holdingChanges() {
        return Map.copyOf(holdings);
    }

    /** What to tell others once the view has it, in log order. */
    public List<Announcement> announcements() {
        return List.copyOf(announcements);
    }

    /** Product events that took no effect. */
    public int lost() {
        return lost;
    }
}
