package org.periapsis.kit.rights;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The table of docs/rights.md: each row says who, and of which products. A viewer may know of what any row gives them. The
 * predicate and the SQL condition are both made of these rows, so that they cannot differ. In this order a right is named.
 */
public enum Rule {
    /** Operators, and the platform's own services: everything. */
    OVERSIGHT {
        @Override
        Optional<List<Condition>> grants(Viewer viewer) {
            return given(viewer.operator() || viewer.service());
        }
    },
    /** An archive: what it publishes. */
    ARCHIVE {
        @Override
        Optional<List<Condition>> grants(Viewer viewer) {
            Set<String> archives = viewer.archives();
            return given(!archives.isEmpty(), new Condition.OfArchive(archives));
        }
    },
    /** A person: what is theirs. */
    OWNER {
        @Override
        Optional<List<Condition>> grants(Viewer viewer) {
            return viewer.person().map(person -> List.of(new Condition.OwnedBy(person)));
        }
    },
    /** A member of a team: what is the team's. */
    TEAM {
        @Override
        Optional<List<Condition>> grants(Viewer viewer) {
            return given(!viewer.teams().isEmpty(), new Condition.OfTeam(viewer.teams()));
        }
    },
    /** Everybody: public products that no release date holds back. */
    PUBLIC {
        @Override
        Optional<List<Condition>> grants(Viewer viewer) {
            return given(true, new Condition.Has(Level.PUBLIC), new Condition.NotHeldBack());
        }
    },
    /** Whoever is signed in: secure products that no release date holds back. */
    SECURE {
        @Override
        Optional<List<Condition>> grants(Viewer viewer) {
            return given(!viewer.anonymous(), new Condition.Has(Level.SECURE), new Condition.NotHeldBack());
        }
    },
    /** Everybody: proprietary products whose release date has come. */
    RELEASED {
        @Override
        Optional<List<Condition>> grants(Viewer viewer) {
            return given(true, new Condition.Has(Level.PROPRIETARY), new Condition.Released());
        }
    };

    /** @return what a product must be for this viewer, all of it; empty when the row is not about them */
    abstract Optional<List<Condition>> grants(Viewer viewer);

    private static Optional<List<Condition>> given(boolean applies, Condition... conditions) {
        return applies ? Optional.of(List.of(conditions)) : Optional.empty();
    }
}
