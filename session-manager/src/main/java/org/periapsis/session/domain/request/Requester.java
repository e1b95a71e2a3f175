package org.periapsis.session.domain.request;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.periapsis.events.Owner;

/**
 * Who asks.
 *
 * @param teams the first is the default; empty: the person's own name stands for a team
 * @param roles as the token has them; an {@code operator} may see and end what is anybody's
 */
public record Requester(String issuer, String subject, List<String> teams, Set<String> roles) {
    public Requester {
        teams = List.copyOf(teams);
        roles = Set.copyOf(roles);
    }

    public boolean operator() {
        return roles.contains("operator");
    }

    public Owner owner() {
        return new Owner(issuer, subject);
    }

    /**
     * @param asked the team that the request names; null for none
     * @return the team that it counts for
     */
    public String team(String asked) {
        if (asked == null) {
            return teams.isEmpty() ? subject : teams.get(0);
        }
        if (!teams.contains(asked) && !asked.equals(subject)) {
            throw RequestRefused.invalid("team", "You are not a member of the team " + asked, "Name one of " + teams);
        }
        return asked;
    }

    public boolean is(String otherIssuer, String otherSubject) {
        return Objects.equals(issuer, otherIssuer) && Objects.equals(subject, otherSubject);
    }
}
