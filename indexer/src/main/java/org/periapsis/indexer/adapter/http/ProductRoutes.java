package org.periapsis.indexer.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.validation.ValidatedRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.periapsis.indexer.domain.search.Page;
import org.periapsis.indexer.domain.search.ProductCatalogue;
import org.periapsis.indexer.domain.search.ProductFilter;
import org.periapsis.indexer.domain.search.Resolved;
import org.periapsis.indexer.domain.search.Results;
import org.periapsis.indexer.domain.search.Summary;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.http.Aside;
import org.periapsis.kit.http.BodyReader;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.index.IndexedRights;
import org.periapsis.kit.rights.Viewer;

/** The search over HTTP, as openapi.yaml describes it. */
public final class ProductRoutes {
    /** Counting for a page stops here: enough for people. */
    private static final long MAX_COUNT = 10_000;

    private static final long MAX_FACETED = 50_000;
    private static final long MAX_BODY = 8 << 20;

    private final Function<RoutingContext, ProductCatalogue> catalogues;
    private final Freshness freshness;
    private final BooleanSupplier whole;
    private final Supplier<Future<Void>> rebuild;
    private final Clock clock;

    /**
     * @param catalogues for the questions of one request
     * @param whole whether the view has come to the end of the log since it was made
     * @param rebuild drops the view and reads the log again; completes when reading has begun
     */
    public ProductRoutes(
            Function<RoutingContext, ProductCatalogue> catalogues,
            Freshness freshness,
            BooleanSupplier whole,
            Supplier<Future<Void>> rebuild,
            Clock clock) {
        this.catalogues = catalogues;
        this.freshness = freshness;
        this.whole = whole;
        this.rebuild = rebuild;
        this.clock = clock;
    }

    /** A router for the contract's operations. */
    public Future<Router> router(Vertx vertx) {
        return ServiceRoutes.contract(vertx, ProductRoutes.class, "/org/periapsis/indexer/openapi.yaml")
                .map(builder -> {
                    builder.rootHandler(new BodyReader(MAX_BODY));
                    route(builder, Operation.SEARCH_PRODUCTS, this::search);
                    route(builder, Operation.GET_PRODUCT, this::product);
                    route(builder, Operation.RESOLVE_PRODUCTS, this::resolve);
                    route(builder, Operation.SUMMARISE_PRODUCTS, this::summarise);
                    route(builder, Operation.KNOWN_PRODUCTS, this::known);
                    route(builder, Operation.PRODUCT_RIGHTS, this::rights);
                    route(builder, Operation.SITE_HOLDINGS, this::holdings);
                    route(builder, Operation.REBUILD_VIEW, this::rebuild);
                    return builder.createRouter();
                });
    }

    private void route(RouterBuilder builder, Operation operation, Function<RoutingContext, Future<Void>> handler) {
        var route = builder.getRoute(operation.id());
        if (operation != Operation.REBUILD_VIEW) {
            // Of half a view a search would be an answer, and a product that it lacks would be nowhere.
            route.addHandler(ServiceRoutes.whole(whole));
        }
        route.addHandler(context -> freshness
                .caughtUp(context)
                .compose(done -> Aside.of(context, () -> handler.apply(context)))
                .onFailure(context::fail));
    }

    private static <T> Future<T> future(CompletionStage<T> stage) {
        return Future.fromCompletionStage(stage, Vertx.currentContext());
    }

    private static Map<String, List<String>> query(RoutingContext context) {
        return context.queryParams().names().stream()
                .collect(Collectors.toMap(
                        name -> name, name -> context.queryParams().getAll(name)));
    }

    private Future<Void> search(RoutingContext context) {
        ProductCatalogue catalogue = catalogues.apply(context);
        Caller asking = ServiceRoutes.caller(context);
        Viewer caller = Callers.of(asking);
        SearchParameters parameters = new SearchParameters(query(context));
        ProductFilter filter = parameters.filter(caller);
        Page page = parameters.page(filter, Page.DEFAULT_LIMIT, Page.MAX_LIMIT);
        boolean faceted = parameters.flag("facets", false);
        boolean counted = parameters.flag("total", page.after().isEmpty());
        JsonObject extra = new JsonObject();
        Future<Void> counts;
        if (faceted) {
            counts = future(catalogue.facets(filter, caller, MAX_FACETED, clock.instant()))
                    .map(f -> {
                        extra.put("total", ProductJson.total(f.total())).put("facets", ProductJson.facets(f.buckets()));
                        return null;
                    });
        } else if (counted) {
            counts = future(catalogue.count(filter, caller, MAX_COUNT, clock.instant()))
                    .map(total -> {
                        extra.put("total", ProductJson.total(total));
                        return null;
                    });
        } else {
            counts = Future.succeededFuture();
        }
        Future<Results> results = future(catalogue.search(filter, caller, page, clock.instant()));
        return Future.all(results, counts)
                .compose(done -> Aside.json(context, () -> ProductJson.results(results.result(), !asking.anonymous())
                        .mergeIn(extra)));
    }

    private Future<Void> product(RoutingContext context) {
        ProductCatalogue catalogue = catalogues.apply(context);
        Caller asking = ServiceRoutes.caller(context);
        // The path parameter of the contract is decoded once; the id in it was encoded once.
        String id = context.pathParam("id");
        return freshness
                .sure(
                        () -> future(catalogue.product(id, Callers.of(asking), clock.instant())),
                        ProductCatalogue.Lookup.Missing.class::isInstance)
                .compose(lookup -> {
                    if (lookup instanceof ProductCatalogue.Lookup.Found found) {
                        boolean coming = freshness.awaitsCopy(found.detail().product(), clock.instant());
                        return Aside.json(context, () -> {
                            JsonObject json = ProductJson.detail(found.detail(), !asking.anonymous());
                            return coming ? json.put("copy_awaited", true) : json;
                        });
                    }
                    if (lookup instanceof ProductCatalogue.Lookup.Withdrawn) {
                        return Future.failedFuture(
                                Problem.of("withdrawn", 410, "The archive has taken this product back")
                                        .exception());
                    }
                    return Future.failedFuture(Problem.notFound("There is no such product, or it is not public")
                            .field("id")
                            .remedy("Check that the id is percent-encoded, or sign in")
                            .exception());
                });
    }

    private Future<Void> resolve(RoutingContext context) {
        ProductCatalogue catalogue = catalogues.apply(context);
        if (!ServiceRoutes.signedIn(context).service()) {
            throw Problem.notAllowed("Only services of the platform resolve selections")
                    .remedy("Search with GET /products, or sum up with POST /products/summary")
                    .exception();
        }
        ValidatedRequest request = context.get(RouterBuilder.KEY_META_DATA_VALIDATED_REQUEST);
        JsonObject body = request.getBody().getJsonObject();
        Viewer caller = Callers.onBehalf(body.getJsonObject("caller"));
        Optional<List<String>> ids = listed(body);
        if (ids.isPresent()) {
            return resolved(now -> catalogue.resolve(ids.get(), caller, now))
                    .compose(resolved -> Aside.json(context, () -> ProductJson.resolved(resolved)));
        }
        Map<String, List<String>> values = selected(body);
        if (body.containsKey("after")) {
            values.put("after", List.of(body.getString("after")));
        }
        SearchParameters parameters = new SearchParameters(values);
        ProductFilter filter = parameters.filter(caller);
        Page page = parameters.page(filter, Page.MAX_RESOLVED, Page.MAX_RESOLVED);
        return resolved(now -> catalogue.resolve(filter, caller, page, now))
                .compose(resolved -> Aside.json(context, () -> ProductJson.resolved(resolved)));
    }

    private Future<Resolved> resolved(Function<Instant, CompletionStage<Resolved>> question) {
        Instant now = clock.instant();
        return freshness.resolved(() -> future(question.apply(now)), now);
    }

    /** @return the ids that a selection lists; empty when it is a query */
    private static Optional<List<String>> listed(JsonObject selection) {
        JsonArray ids = selection.getJsonArray("ids");
        if ((ids == null) == (selection.getString("query") == null)) {
            throw Problem.badRequest("ids", "Either ids or a query is needed, not both", "Give one of them")
                    .exception();
        }
        return Optional.ofNullable(ids)
                .map(all -> List.copyOf(
                        new LinkedHashSet<>(all.stream().map(String::valueOf).toList())));
    }

    /** What a person looked at last is no part of what they selected. */
    private static Map<String, List<String>> selected(JsonObject selection) {
        Map<String, List<String>> values = new HashMap<>(SearchParameters.ofQuery(selection.getString("query")));
        values.keySet().removeAll(List.of("limit", "after", "facets", "total"));
        return values;
    }

    private Future<Void> summarise(RoutingContext context) {
        ProductCatalogue catalogue = catalogues.apply(context);
        ValidatedRequest request = context.get(RouterBuilder.KEY_META_DATA_VALIDATED_REQUEST);
        JsonObject body = request.getBody().getJsonObject();
        Viewer caller = Callers.of(ServiceRoutes.caller(context));
        Optional<List<String>> ids = listed(body);
        Future<Summary> summary = ids.isPresent()
                ? freshness.sure(
                        () -> future(catalogue.summary(ids.get(), caller, clock.instant())),
                        found -> found.goneCount() > 0)
                : future(catalogue.summary(
                        new SearchParameters(selected(body)).filter(caller), caller, clock.instant()));
        return summary.compose(found -> Aside.json(context, () -> ProductJson.summary(found)));
    }

    private Future<Void> holdings(RoutingContext context) {
        ProductCatalogue catalogue = catalogues.apply(context);
        Viewer caller = Callers.of(ServiceRoutes.caller(context));
        return future(catalogue.holdings(caller, clock.instant()))
                .compose(sites -> Aside.json(context, () -> ProductJson.holdings(sites)));
    }

    private Future<Void> known(RoutingContext context) {
        ProductCatalogue catalogue = catalogues.apply(context);
        Viewer caller = Callers.of(ServiceRoutes.caller(context));
        List<String> ids = ids(context);
        return freshness
                .sure(() -> future(catalogue.known(ids, caller, clock.instant())), known -> known.size() < ids.size())
                .compose(known -> Aside.json(context, () -> new JsonObject().put("known", new JsonArray(known))));
    }

    private Future<Void> rights(RoutingContext context) {
        ProductCatalogue catalogue = catalogues.apply(context);
        Caller asking = ServiceRoutes.signedIn(context);
        // To a site's agent this is all that the index tells: it names the inputs that it is about to stage.
        if (!asking.service() && !asking.siteOnly()) {
            throw Problem.notAllowed("Only services of the platform read the rights of products")
                    .remedy("Ask for a product itself: it tells its rights")
                    .exception();
        }
        List<String> ids = ids(context);
        return freshness
                .sure(() -> future(catalogue.rights(ids)), found -> present(context) && found.size() < ids.size())
                .compose(rights -> Aside.json(context, () -> {
                    JsonArray products = new JsonArray();
                    rights.forEach((id, its) -> products.add(IndexedRights.json(id, its)));
                    return new JsonObject().put("products", products);
                }));
    }

    /** @return whether the caller takes what is left out for what there is not */
    private static boolean present(RoutingContext context) {
        ValidatedRequest request = context.get(RouterBuilder.KEY_META_DATA_VALIDATED_REQUEST);
        return request.getBody().getJsonObject().getBoolean("present", false);
    }

    private static List<String> ids(RoutingContext context) {
        ValidatedRequest request = context.get(RouterBuilder.KEY_META_DATA_VALIDATED_REQUEST);
        return request.getBody().getJsonObject().getJsonArray("ids").stream()
                .map(String::valueOf)
                .distinct()
                .toList();
    }

    private Future<Void> rebuild(RoutingContext context) {
        if (!ServiceRoutes.signedIn(context).operator()) {
            throw Problem.notAllowed("Only an operator rebuilds the view").exception();
        }
        return rebuild.get().compose(done -> context.response()
                .setStatusCode(202)
                .putHeader("Content-Type", "application/json")
                .end(new JsonObject().put("rebuilding", true).encode()));
    }
}
