package org.periapsis.portal.domain;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.periapsis.events.Owner;

/**
 * A person's basket as the view has it.
 *
 * @param version 0 for one that was never filled
 * @param changes ids of the last changes that took effect, oldest first: a writer finds in them whether its own did
 */
public record Basket(UUID id, Owner owner, int version, BasketContent content, List<UUID> changes) {
    /** The team that stands for whoever is signed in: a basket shared by link can be read by it. No team may have this name. */
    public static final String EVERYONE = "everyone";

    public Basket {
        changes = List.copyOf(changes);
    }

    public static Basket empty(UUID id, Owner owner) {
        return new Basket(id, owner, 0, BasketContent.NOTHING, List.of());
    }

    /** This basket after a change took effect. */
    public Basket changed(BasketContent now) {
        return new Basket(id, owner, version + 1, now, List.of());
    }

    /** This basket with another content, for somebody who may not have all of it. */
    public Basket holding(BasketContent some) {
        return new Basket(id, owner, version, some, changes);
    }

    /** A basket and the teams that may read it. */
    public record Shared(Basket basket, List<String> readers) {
        public Shared {
            readers = List.copyOf(readers);
        }

        /** Whether whoever is signed in and has its link may read it. */
        public boolean byLink() {
            return readers.contains(EVERYONE);
        }

        /** @return the basket, when somebody who is signed in may read it */
        public Optional<Basket> readableBy(Owner person, List<String> teams) {
            boolean may = basket.owner().equals(person)
                    || byLink()
                    || readers.stream().anyMatch(teams::contains);
            return may ? Optional.of(basket) : Optional.empty();
        }
    }
}
