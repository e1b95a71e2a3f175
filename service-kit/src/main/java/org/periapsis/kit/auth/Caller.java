package org.periapsis.kit.auth;

import java.util.Set;

/**
 * Who makes a request.
 *
 * @param issuer {@code iss}; empty for nobody
 * @param subject {@code sub}; empty for nobody
 * @param name for people
 * @param roles {@code archive:<name>}, {@code user}, {@code moderator}, {@code site:<id>}, {@code operator}, {@code service}
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
    private static final Caller NOBODY = new Caller("", "", "", Set.of(), java.util.List.of(), "", Grant.NONE);

    public Caller {
        roles = Set.copyOf(roles);
        teams = java.util.List.copyOf(teams);
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

    @Override
    public String toString() {
        return anonymous() ? "nobody" : subject + "@" + issuer;
    }
}
