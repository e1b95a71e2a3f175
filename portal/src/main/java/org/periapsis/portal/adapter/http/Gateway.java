package org.periapsis.portal.adapter.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.portal.PortalConfig;
import org.periapsis.portal.adapter.http.Relay.Behind;
import org.periapsis.portal.domain.ServiceName;

/** Routes {@code /api} to the services. Without sign-in products are found and files downloaded; the rest answers 401. */
public final class Gateway {
    private static final List<String> SESSIONS =
            List.of("/api/sessions", "/api/jobs", "/api/datalabs", "/api/builds", "/api/placements", "/api/sites");

    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private final Relay relay;
    private final ProductSites sites;
    private final PortalConfig.Upstreams upstreams;

    public Gateway(Relay relay, ProductSites sites, PortalConfig.Upstreams upstreams) {
        this.relay = relay;
        this.sites = sites;
        this.upstreams = upstreams;
    }

    public void mount(Router router) {
        // Headers and previews are made beside the bytes; everything else of a product is the index's.
        reads(router, "/api/products/:id/headers", this::beside);
        reads(router, "/api/products/:id/preview", this::beside);
        open(router, "/api/products", "indexer", upstreams.indexer());
        router.route("/api/archives/:archive/*").handler(this::archive);
        reads(router, "/api/files/*", this::file);
        router.route("/api/events").handler(context -> pass(context, "notifier", upstreams.notifier()));
        router.route("/api/events/*").handler(context -> pass(context, "notifier", upstreams.notifier()));
        router.get("/api/sites/holdings").handler(context -> {
            ServiceRoutes.signedIn(context);
            pass(context, "indexer", upstreams.indexer());
        });
        for (String path : SESSIONS) {
            closed(router, path);
        }
    }

    /** Other methods are refused here: what is mounted after would send them to a service that does not know the path. */
    private static void reads(Router router, String path, Handler<RoutingContext> handler) {
        router.get(path).handler(handler);
        router.route(path).handler(context -> {
            throw Problem.wrongMethod(context.request().method().name(), List.of("GET", "HEAD"))
                    .exception();
        });
    }

    private void open(Router router, String path, String service, URI target) {
        router.route(path).handler(context -> public_(context, service, target));
        router.route(path + "/*").handler(context -> public_(context, service, target));
    }

    private void public_(RoutingContext context, String service, URI target) {
        if (!READS.contains(context.request().method())) {
            ServiceRoutes.signedIn(context);
        }
        pass(context, service, target);
    }

    private void closed(Router router, String path) {
        router.route(path).handler(this::session);
        router.route(path + "/*").handler(this::session);
    }

    private void session(RoutingContext context) {
        ServiceRoutes.signedIn(context);
        pass(context, "session-manager", upstreams.sessions());
    }

    private void archive(RoutingContext context) {
        ServiceRoutes.signedIn(context);
        String archive = context.pathParam("archive");
        URI target = upstreams.ingestOf(archive).orElseThrow(() -> Problem.notFound("There is no archive " + archive)
                .field("archive")
                .exception());
        String site = upstreams.homeOf(archive).orElse("");
        relay.pass(context, uri(context), new Behind(new ServiceName("ingest", site), target));
    }

    private Behind ingest(String site) {
        return new Behind(new ServiceName("ingest", site), upstreams.ingest().get(site));
    }

    /** The site that published a product knows who may see it; its answer holds, also when it is no. */
    private void beside(RoutingContext context) {
        String id = context.pathParam("id");
        context.request().pause();
        sites.of(id, ServiceRoutes.caller(context))
                .onFailure(failure -> {
                    context.request().resume();
                    context.fail(failure);
                })
                .onSuccess(product -> {
                    if (product.sites().contains(product.home())
                            && upstreams.ingest().containsKey(product.home())) {
                        relay.pass(context, uri(context), ingest(product.home()));
                        return;
                    }
                    context.request().resume();
                    context.fail(Problem.notFound("The site that published " + id + " holds no copy of it")
                            .remedy("Its access_url may have it")
                            .exception());
                });
    }

    /** A file is downloaded from a site that holds it: its archive's home if that is one of them, else any other. */
    private void file(RoutingContext context) {
        String rest = ServiceRoutes.below(context, "/api/files/");
        int slash = rest.indexOf('/');
        String id = URLDecoder.decode(
                (slash < 0 ? rest : rest.substring(0, slash)).replace("+", "%2B"), StandardCharsets.UTF_8);
        context.request().pause();
        sites.of(id, ServiceRoutes.caller(context))
                .onFailure(failure -> {
                    context.request().resume();
                    context.fail(failure);
                })
                .onSuccess(product -> {
                    List<Behind> behind = product.sites().stream()
                            .filter(upstreams.ingest()::containsKey)
                            .sorted(Comparator.comparing(
                                    site -> !upstreams.homeOf(product.archive()).equals(Optional.of(site))))
                            .map(this::ingest)
                            .toList();
                    if (behind.isEmpty()) {
                        context.request().resume();
                        context.fail(Problem.notFound("No site holds a copy of " + id)
                                .remedy("Its access_url may have it")
                                .exception());
                    } else {
                        relay.pass(context, uri(context), behind);
                    }
                });
    }

    private void pass(RoutingContext context, String service, URI target) {
        relay.pass(context, uri(context), new Behind(ServiceName.hub(service), target));
    }

    /** Path and query as a service has them; what is in front of the path in an absolute request target is not. */
    private static String uri(RoutingContext context) {
        String query = context.request().query();
        String path = context.request().path().substring("/api".length());
        return query == null ? path : path + "?" + query;
    }
}
