package org.periapsis.notifier.domain;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.periapsis.events.Owner;

/** Who, besides operators, may see an event. */
public sealed interface Audience {
    /** Public: also without sign-in. */
    record Everybody() implements Audience {}

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
                    || people.stream().anyMatch(viewer::is)
                    || viewer.teams().stream().anyMatch(teams::contains);
        }
    }

    /** Some until a moment, and everybody from then on: proprietary data whose release date comes. */
    record Released(Instant at, Some before) implements Audience {}

    /** @return whether the viewer belongs to this audience at that moment */
    default boolean includes(Viewer viewer, Instant now) {
        if (this instanceof Everybody || viewer.operator()) {
            return true;
        }
        if (this instanceof SignedIn) {
            return !viewer.anonymous();
        }
        if (this instanceof Released released) {
            return !now.isBefore(released.at()) || released.before().includes(viewer, now);
        }
        return this instanceof Some some && some.includes(viewer);
    }
}
