package org.periapsis.portal.domain;

import java.util.List;

/**
 * Who a sign-in link is for.
 *
 * @param subject stable name within this issuer
 * @param roles what they may do
 */
public record SignIn(String subject, List<String> roles) {
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._@-]{0,63}";
    private static final String ROLE =
            "user|moderator|operator|archive:[a-z0-9][a-z0-9-]{0,62}|site:[a-z][a-z0-9]{0,15}";

    /** @throws IllegalArgumentException naming the field that is not valid */
    public SignIn {
        if (subject == null || !subject.matches(NAME)) {
            throw new IllegalArgumentException("user is not a name of up to 64 letters, digits and . _ @ -");
        }
        roles = List.copyOf(roles);
        for (String role : roles) {
            if (!role.matches(ROLE)) {
                throw new IllegalArgumentException(
                        "roles has one that is none of user, moderator, operator, archive:NAME, site:ID: " + role);
            }
        }
    }

    /** @return the team of this person alone */
    public String personalTeam() {
        return "personal-" + subject;
    }
}
