package org.periapsis.notifier.domain;

import java.util.List;
import java.util.Set;
import org.periapsis.events.Owner;

/**
 * Who reads a stream.
 *
 * @param issuer identity provider; empty for nobody
 * @param subject stable name at the provider; empty for nobody
 * @param roles {@code archive:<name>}, {@code site:<id>}, {@code operator} and others
 * @param teams team ids
 */
public record Viewer(String issuer, String subject, Set<String> roles, Set<String> teams) {
    public Viewer {
        roles = Set.copyOf(roles);
        teams = Set.copyOf(teams);
    }

    /** The viewer without a token. */
    public static Viewer nobody() {
        return new Viewer("", "", Set.of(), Set.of());
    }

    public static Viewer of(String issuer, String subject, Set<String> roles, List<String> teams) {
        return new Viewer(issuer, subject, roles, Set.copyOf(teams));
    }

    public boolean anonymous() {
        return subject.isEmpty();
    }

    boolean operator() {
        return roles.contains("operator");
    }

    boolean is(Owner owner) {
        return !anonymous()
                && owner.getIssuer().equals(issuer)
                && owner.getSubject().equals(subject);
    }
}
