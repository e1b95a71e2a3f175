package org.periapsis.session.domain.view;

import org.periapsis.events.Owner;

/** Whose something is: OIDC issuer and subject, and the team it counts for. */
public record Party(String issuer, String subject, String team) {
    static Party of(Owner owner, String team) {
        return new Party(owner.getIssuer(), owner.getSubject(), team);
    }
}
