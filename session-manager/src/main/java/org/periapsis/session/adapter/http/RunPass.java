package org.periapsis.session.adapter.http;

import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Consumer;
import org.periapsis.kit.auth.SessionPass;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.session.domain.request.RequestRefused;

/**
 * The portal's pass for what a run prints and how its tasks stand: it comes with the request, is handed on to the run's site
 * for whom the view lets see the run, and is good for that run and a minute.
 */
final class RunPass {
    private RunPass() {}

    /** @return the pass that came with a request; empty where it did not come through the portal */
    static Optional<String> of(RoutingContext context) {
        return Optional.ofNullable(context.request().getHeader(SessionPass.HEADER));
    }

    static RequestRefused missing() {
        return RequestRefused.unavailable("A run's log is read through the portal, which says so to the site", null);
    }

    /**
     * At the site: whether the request brings a pass for the run in its path. Who it is for is the caller from here on.
     *
     * @param then what is refused in it is the answer
     */
    static void checked(RoutingContext context, Tokens tokens, Consumer<Boolean> then) {
        Optional<String> pass = of(context);
        if (pass.isEmpty()) {
            then.accept(false);
            return;
        }
        context.request().pause();
        tokens.checkFor(SessionPass.runs(context.pathParam("id")), pass.get()).onComplete(checked -> {
            context.request().resume();
            try {
                if (checked.failed()) {
                    throw Problem.notFound("This site has no such run").exception(checked.cause());
                }
                ServiceRoutes.identified(context, checked.result());
                then.accept(true);
            } catch (RuntimeException refused) {
                context.fail(refused);
            }
        });
    }
}
