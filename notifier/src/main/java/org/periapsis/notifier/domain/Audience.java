package org.periapsis.notifier.domain;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.periapsis.events.Owner;
import org.periapsis.kit.rights.ProductRights;
import org.periapsis.kit.rights.Rights;
import org.periapsis.kit.rights.Viewer;

/** Who, besides operators, may see an event. */
public sealed interface Audience {
    /** Whoever is signed in. */
    record SignedIn() implements Audience {}

    /** Operators alone. */
    record Operators() implements Audience {}

    /** Those who have one of the named roles, people, or members of the teams. */
    record Some(Set<String> roles, List<Owner> people, Set<String> teams) implements Audience {
        public Some {
            roles = Set.copyOf(roles);
            people = List.copyOf(people);
            teams = Set.copyOf(teams);
        }

        boolean includes(Viewer viewer) {
            return viewer.roles().stream().anyMatch(roles::contains)
                    || people.stream().anyMatch(owner -> viewer.person()
                            .filter(person -> person.issuer().equals(owner.getIssuer())
                                    && person.subject().equals(owner.getSubject()))
                            .isPresent())
                    || viewer.teams().stream().anyMatch(teams::contains);
        }
    }

    /** Those who may know of the product that has these rights. */
    record OfProduct(ProductRights rights) implements Audience {}

    /** @return whether the viewer belongs to this audience at that moment */
    default boolean includes(Viewer viewer, Instant now) {
        if (viewer.operator()) {
            return true;
        }
        if (this instanceof SignedIn) {
            return !viewer.anonymous();
        }
        if (this instanceof OfProduct product) {
            return Rights.of(viewer).mayKnow(product.rights(), now);
        }
        return this instanceof Some some && some.includes(viewer);
    }
}
