package org.periapsis.portal.adapter.http;

import java.time.Clock;
import org.periapsis.kit.http.AuditedRoutes;
import org.periapsis.kit.observe.Audit.Act;

/** What the door itself writes into the audit log; what goes through it is written down by the service that does it. */
final class PortalAudit {
    private PortalAudit() {}

    static AuditedRoutes routes(Clock clock) {
        return new AuditedRoutes("portal", clock)
                .on("GET", "/auth/link/:code", Act.SIGN_IN)
                .on("POST", "/auth/link/:code", Act.SIGN_IN)
                .on("POST", "/auth/logout", Act.SIGN_OUT)
                .on("POST", "/auth/links", Act.LINK_MADE)
                .on("POST", "/auth/tokens", Act.TOKEN_ISSUED)
                .on("DELETE", "/auth/tokens/:id", Act.TOKEN_REVOKED)
                .on("POST", "/auth/runs/token", Act.RUN_TOKEN_ISSUED)
                .on("POST", "/api/auth/device/approve", Act.PROGRAM_SIGNED_IN)
                .on("POST", "/api/basket/share", Act.BASKET_SHARED)
                .on("DELETE", "/api/basket/share", Act.BASKET_UNSHARED);
    }
}
