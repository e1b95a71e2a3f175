package org.periapsis.session.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.session.domain.run.PortalAsk;

/**
 * Whether a token is that of the run which asks by it. It names its session or job, and so does the relay of the run: nothing is
 * remembered here, and a token of an agent's earlier life is as good as it was. That it still holds is the portal's to know.
 */
public final class OwnTokens {
    private static final String PORTAL = "portal";

    private final Tokens tokens;

    /** @param publicKeys of who gives them out */
    public OwnTokens(Vertx vertx, String issuer, String publicKeys) {
        this.tokens = Tokens.checkingAt(vertx, issuer, publicKeys, PORTAL);
    }

    /**
     * @param run as its relay names it; empty for one that was started by an earlier version, whose relay does not: any run's token is
     *     taken from it, and no person's
     * @return why it is refused; empty when it is not
     */
    Future<Optional<PortalAsk.Refused>> refusal(Optional<String> run, String token) {
        return tokens.check(token)
                .map(caller ->
                        own(caller, run) ? Optional.<PortalAsk.Refused>empty() : Optional.of(PortalAsk.othersToken()))
                .otherwise(Optional.of(PortalAsk.noToken()));
    }

    private static boolean own(Caller caller, Optional<String> run) {
        return caller.run()
                .filter(entity -> run.map(name -> name.startsWith(entity + "-")).orElse(true))
                .isPresent();
    }
}
