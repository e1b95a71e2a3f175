package org.periapsis.session.adapter.http;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import org.periapsis.session.domain.request.RequestRefused;
import org.periapsis.session.domain.view.SiteView;
import org.periapsis.session.domain.view.Views;
import org.periapsis.session.domain.view.Views.Found;

/** Relays a run's log from the agent that has it. */
final class Logs {
    private static final int TAIL = 64 << 10;

    private final Views views;
    private final LogSource source;

    /** The agents, by role: streams a log into an answer. */
    @FunctionalInterface
    interface LogSource {
        /**
         * @param endpoint base URL of the site's agent
         * @param tail last bytes to begin with
         * @param follow stay and hand on what comes
         */
        Future<Void> stream(String endpoint, String entity, String run, int tail, boolean follow, RoutingContext to);
    }

    Logs(Views views, LogSource source) {
        this.views = views;
        this.source = source;
    }

    Future<Void> relay(RoutingContext context, Found found, String run) {
        String tail = context.request().getParam("tail");
        boolean follow = "true".equals(context.request().getParam("follow"));
        return Stages.future(views.current(found.id(), run))
                .map(now -> now.map(Views.Current::site)
                        .orElseThrow(() -> RequestRefused.conflict(
                                "Nothing has been placed yet, so there is no log", "Look at state and waiting first")))
                .compose(site -> Stages.future(views.sites()).map(sites -> sites.stream()
                        .filter(each -> each.id().equals(site))
                        .map(Views.Site::view)
                        .findFirst()
                        .orElse(SiteView.none())))
                .compose(site -> {
                    if (site.offer() == null || site.lost()) {
                        throw RequestRefused.unavailable("The site does not answer", null);
                    }
                    return source.stream(
                            site.offer().endpoint(),
                            found.id().toString(),
                            run,
                            tail == null ? TAIL : Integer.parseInt(tail),
                            follow,
                            context);
                });
    }
}
