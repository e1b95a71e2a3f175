package org.periapsis.indexer.domain.search;

import java.util.Optional;
import java.util.Set;

/**
 * Who asks, as far as it decides what they may see.
 *
 * @param identity issuer and subject; empty for somebody who has not signed in
 * @param teams teams they belong to
 * @param archives archives whose products they look after
 * @param seesAll operators, and the platform's own services
 */
public record Caller(Optional<Identity> identity, Set<String> teams, Set<String> archives, boolean seesAll) {
    public Caller {
        teams = Set.copyOf(teams);
        archives = Set.copyOf(archives);
    }

    /** A person or machine as its identity provider names it. */
    public record Identity(String issuer, String subject) {}

    /** Somebody who has not signed in: sees what is public. */
    public static Caller anonymous() {
        return new Caller(Optional.empty(), Set.of(), Set.of(), false);
    }
}
