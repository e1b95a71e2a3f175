package org.periapsis.kit.rights;

import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who wants to know or to read, as far as it decides that.
 *
 * @param person empty for somebody who has not signed in, who has no roles and no teams then
 * @param roles {@code archive:<name>}, {@code operator}, {@code service} and others
 * @param teams team ids
 */
public record Viewer(Optional<Person> person, Set<String> roles, Set<String> teams) {
    static final String ARCHIVE = "archive:";
    static final String TEAM = "team:";
    static final String OPERATOR = "operator";
    private static final String SERVICE = "service";
    private static final Viewer NOBODY = new Viewer(Optional.empty(), Set.of(), Set.of());

    public Viewer {
        roles = person.isEmpty() ? Set.of() : Set.copyOf(roles);
        teams = person.isEmpty() ? Set.of() : Set.copyOf(teams);
    }

    /** Somebody who has not signed in. */
    public static Viewer nobody() {
        return NOBODY;
    }

    /** @param subject empty or null for somebody who has not signed in */
    public static Viewer of(String issuer, String subject, Collection<String> roles, Collection<String> teams) {
        return subject == null || subject.isEmpty()
                ? NOBODY
                : new Viewer(
                        Optional.of(new Person(issuer == null ? "" : issuer, subject)),
                        Set.copyOf(roles),
                        Set.copyOf(teams));
    }

    /** The same when a service asks for somebody: it has no rights of its own to lend. */
    public Viewer lentNothing() {
        return new Viewer(
                person, roles.stream().filter(role -> !role.equals(SERVICE)).collect(Collectors.toSet()), teams);
    }

    /** The same with a role or team more, as {@link Rights#granted} names it. */
    public Viewer with(String granted) {
        Set<String> moreRoles = new HashSet<>(roles);
        Set<String> moreTeams = new HashSet<>(teams);
        if (granted.startsWith(TEAM)) {
            moreTeams.add(granted.substring(TEAM.length()));
        } else {
            moreRoles.add(granted);
        }
        return new Viewer(person, moreRoles, moreTeams);
    }

    public boolean anonymous() {
        return person.isEmpty();
    }

    public boolean operator() {
        return roles.contains(OPERATOR);
    }

    /** True for another service of the platform, asking for itself. */
    public boolean service() {
        return roles.contains(SERVICE);
    }

    /** The archives whose products they look after. */
    Set<String> archives() {
        return roles.stream()
                .filter(role -> role.startsWith(ARCHIVE))
                .map(role -> role.substring(ARCHIVE.length()))
                .collect(Collectors.toSet());
    }
}
