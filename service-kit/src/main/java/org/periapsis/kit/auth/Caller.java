package org.periapsis.kit.auth;

import java.util.Optional;
import java.util.Set;

/**
 * Who makes a request.
 *
 * @param issuer {@code iss}; empty for nobody
 * @param subject {@code sub}; empty for nobody
 * @param name for people
 * @param roles {@code archive:<name>}, {@code user}, {@code moderator}, {@code site:<id>}, {@code operator}, {@code service},
 *     {@code run:<id>}
 * @param teams team ids; the first is the default
 * @param bearer the token for calls made on the caller's behalf; empty for nobody
 * @param grant what this rests on
 */
public record Caller(
        String issuer,
        String subject,
        String name,
        Set<String> roles,
        java.util.List<String> teams,
        String bearer,
        Grant grant) {
    private static final String RUN = "run:";
    private static final String SITE = "site:";
    private static final Caller NOBODY = new Caller("", "", "", Set.of(), java.util.List.of(), "", Grant.NONE);

    public Caller {
        roles = Set.copyOf(roles);
        teams = java.util.List.copyOf(teams);
    }

    /** A part of the platform's own, as far as those see it whom it asks. */
    public static Caller bearing(String issuer, String subject, String bearer) {
        return new Caller(issuer, subject, subject, Set.of(), java.util.List.of(), bearer, Grant.NONE);
    }

    /** The caller without a token: finds and downloads what is public. */
    public static Caller nobody() {
        return NOBODY;
    }

    public boolean anonymous() {
        return subject.isEmpty();
    }

    public boolean has(String role) {
        return roles.contains(role);
    }

    public boolean operator() {
        return has("operator");
    }

    /** True for another service of the platform. */
    public boolean service() {
        return has("service");
    }

    /** The session or job whose program asks, with its owner's right to read and no other; empty for everybody else. */
    public Optional<String> run() {
        return named(RUN);
    }

    /** The site whose agent asks; empty for everybody else. */
    public Optional<String> site() {
        return named(SITE);
    }

    /** True for a site's agent, which is nothing else besides. */
    public boolean siteOnly() {
        return !roles.isEmpty() && roles.stream().allMatch(role -> role.startsWith(SITE));
    }

    /** @return the role of a program of this session or job */
    public static String ofRun(String id) {
        return RUN + id;
    }

    private Optional<String> named(String kind) {
        return roles.stream()
                .filter(role -> role.startsWith(kind))
                .map(role -> role.substring(kind.length()))
                .findFirst();
    }

    @Override
    public String toString() {
        return anonymous() ? "nobody" : subject + "@" + issuer;
    }
}
