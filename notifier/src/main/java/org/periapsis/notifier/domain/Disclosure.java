package org.periapsis.notifier.domain;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.periapsis.kit.rights.ProductRights;
import org.periapsis.kit.rights.Rights;
import org.periapsis.kit.rights.Viewer;

/**
 * What of an event one viewer gets. An event tells what a product's rights were when it was written; the present ones, which
 * come from the index, may be narrower. So both must allow the event, and of other products that it names the present ones decide.
 */
public final class Disclosure {
    private final Viewer viewer;
    private final Rights rights;

    public Disclosure(Viewer viewer) {
        this.viewer = viewer;
        this.rights = Rights.of(viewer);
    }

    /**
     * An event as the viewer gets it.
     *
     * @param withheld ids of products that it names and of which the viewer may not know
     */
    public record Shown(LogEvent event, Set<String> withheld) {
        public Shown {
            withheld = Set.copyOf(withheld);
        }

        /** Whether what is shown names an id. */
        public boolean names(String id) {
            return !withheld.contains(id) && Mentions.of(event.event()).contains(id);
        }
    }

    /** @return the ids whose present rights decide; none when the event is not for the viewer anyway */
    public Set<String> asks(LogEvent event, Instant now) {
        return rights.seesAll() || !isFor(event, now)
                ? Set.of()
                : NamedProducts.of(event.event().data()).all();
    }

    /**
     * Decides about an event.
     *
     * @param present rights that the named products have now, of those that the index knows
     * @return empty when the event is not for the viewer
     */
    public Optional<Shown> of(LogEvent event, Map<String, ProductRights> present, Instant now) {
        if (!isFor(event, now)) {
            return Optional.empty();
        }
        if (rights.seesAll()) {
            return Optional.of(new Shown(event, Set.of()));
        }
        NamedProducts named = NamedProducts.of(event.event().data());
        if (named.own()
                .map(present::get)
                .filter(own -> !rights.mayKnow(own, now))
                .isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new Shown(
                event,
                named.others().stream()
                        .filter(id -> !present.containsKey(id) || !rights.mayKnow(present.get(id), now))
                        .collect(Collectors.toSet())));
    }

    private boolean isFor(LogEvent event, Instant now) {
        return event.audience() instanceof Audience.OfProduct product
                ? rights.mayKnow(product.rights(), now)
                : event.audience().includes(viewer, now);
    }

    /** Whether the viewer may be told what names this id: no when it is a product of which they may not know. */
    public boolean mayAskAbout(String id, Map<String, ProductRights> present, Instant now) {
        return !present.containsKey(id) || rights.mayKnow(present.get(id), now);
    }
}
