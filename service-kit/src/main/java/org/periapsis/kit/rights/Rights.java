package org.periapsis.kit.rights;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one viewer may know of and read: the one decision that every path asks. Who may know of a product may read it, unless it
 * was withdrawn: then nobody may, and who could know of it is told so.
 */
public final class Rights {
    private final Map<Rule, List<Condition>> grants = new EnumMap<>(Rule.class);

    private Rights(Viewer viewer) {
        for (Rule rule : Rule.values()) {
            rule.grants(viewer).ifPresent(conditions -> grants.put(rule, conditions));
        }
    }

    public static Rights of(Viewer viewer) {
        return new Rights(viewer);
    }

    /** Whether they may know of everything there is. */
    public boolean seesAll() {
        return grants.containsKey(Rule.OVERSIGHT);
    }

    /** Whether they may know that it is there, and what its metadata say. */
    public boolean mayKnow(ProductRights product, Instant now) {
        return by(product, now).isPresent();
    }

    /** Whether they may have its bytes: download, picture, headers, computing on it. */
    public boolean mayRead(ProductRights product, Instant now) {
        return !product.withdrawn() && mayKnow(product, now);
    }

    /** @return the first rule of the table that lets them know of it */
    public Optional<Rule> by(ProductRights product, Instant now) {
        return grants.entrySet().stream()
                .filter(grant -> grant.getValue().stream().allMatch(condition -> condition.holds(product, now)))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** {@link #mayKnow(ProductRights, Instant)} as a condition on rows. */
    public SqlCondition mayKnow(Columns columns, Instant now) {
        if (seesAll()) {
            return SqlCondition.of("true");
        }
        return SqlCondition.any(grants.values().stream()
                .map(conditions -> SqlCondition.all(conditions.stream()
                        .map(condition -> condition.sql(columns, now))
                        .toList()))
                .toList());
    }

    /**
     * By which role or team they may know of a product, in the form that {@link Viewer#with} takes: what has to be kept with a
     * selection so that the right to it can be asked again when the person is away.
     *
     * @return empty when they may as anybody, or as its owner, or may not
     */
    public Optional<String> granted(ProductRights product, Instant now) {
        return by(product, now).flatMap(rule -> switch (rule) {
            case OVERSIGHT -> Optional.of(Viewer.OPERATOR);
            case ARCHIVE -> Optional.of(Viewer.ARCHIVE + product.archive());
            case TEAM -> product.team().map(team -> Viewer.TEAM + team);
            default -> Optional.<String>empty();
        });
    }
}
