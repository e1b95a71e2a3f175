package org.periapsis.indexer.domain.view;

import java.util.List;
import java.util.Optional;
import org.periapsis.events.ProductIngested;
import org.periapsis.events.ProductRevised;
import org.periapsis.events.ProductWithdrawn;

/** Decides which product events take effect: of two that expect the same predecessor, the first on the log. */
public final class ProductHistory {
    private ProductHistory() {}

    /** A product comes into being, unless its id is taken. */
    public static Outcome ingested(Optional<Entry> before, Stamp stamp, ProductIngested event) {
        if (before.isEmpty()) {
            Head head = new Head(
                    event.getProductId(),
                    1,
                    1,
                    false,
                    event.getManifestSha256(),
                    new Head.Times(stamp.time(), stamp.time()),
                    List.of(stamp.eventId()));
            return new Outcome.Won(new Entry(head, Optional.of(Content.of(event))));
        }
        Head head = before.get().head();
        return head.wonBy(1, stamp.eventId())
                ? new Outcome.Repeated(head)
                : new Outcome.Lost("the product id is taken");
    }

    /** A product is replaced by its next revision. A revision also brings a withdrawn product back. */
    public static Outcome revised(Optional<Entry> before, Stamp stamp, ProductRevised event) {
        return next(before, stamp, event.getRevision(), event.getExpectedRevision())
                .orElseGet(() -> new Outcome.Won(new Entry(
                        before.orElseThrow().head().next(stamp, event.getManifestSha256(), false),
                        Optional.of(Content.of(event)))));
    }

    /** A product is taken back; what it was stays known to those who hold its id. */
    public static Outcome withdrawn(Optional<Entry> before, Stamp stamp, ProductWithdrawn event) {
        return next(before, stamp, event.getRevision(), event.getExpectedRevision())
                .orElseGet(() -> {
                    Entry entry = before.orElseThrow();
                    Head head = entry.head();
                    return new Outcome.Won(new Entry(head.next(stamp, head.manifestSha256(), true), entry.content()));
                });
    }

    /** Why the event is not the next revision; empty when it is. */
    private static Optional<Outcome> next(Optional<Entry> before, Stamp stamp, int revision, int expected) {
        if (before.isEmpty()) {
            return Optional.of(new Outcome.Lost("there is no such product"));
        }
        Head head = before.get().head();
        if (head.wonBy(revision, stamp.eventId())) {
            return Optional.of(new Outcome.Repeated(head));
        }
        if (expected != head.revision() || revision != expected + 1) {
            return Optional.of(
                    new Outcome.Lost("it expects revision " + expected + ", the product is at " + head.revision()));
        }
        return Optional.empty();
    }
}
