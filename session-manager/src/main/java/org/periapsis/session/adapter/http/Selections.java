package org.periapsis.session.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import org.periapsis.events.ManifestRef;
import org.periapsis.events.door.Numbers;
import org.periapsis.kit.http.Aside;
import org.periapsis.session.domain.request.Ask;
import org.periapsis.session.domain.request.Manifest;
import org.periapsis.session.domain.request.Manifests;
import org.periapsis.session.domain.request.Need;
import org.periapsis.session.domain.request.Products;
import org.periapsis.session.domain.request.RequestLimits;
import org.periapsis.session.domain.request.RequestRefused;
import org.periapsis.session.domain.request.Selected;
import org.periapsis.session.domain.view.DatalabChoice;
import org.periapsis.session.domain.view.Request;
import org.periapsis.session.domain.view.Views;

/** Turns what a body names into what there is: a datalab version that can start, and products with their holders. */
final class Selections {
    private static final int VERSIONS = 200;
    private static final int NAMED = 20;

    /** What a request amounts to. */
    record Chosen(Views.Datalab datalab, Manifest manifest) {
        Need need(Ask ask, RequestLimits limits) {
            Request.Need own = datalab.view().description().need();
            return ask.need(new Need(own.cores(), own.memoryMib(), own.gpus()), limits);
        }
    }

    private final Vertx vertx;
    private final Desk desk;
    private final Products products;
    private final Manifests manifests;

    Selections(Vertx vertx, Desk desk, Products products, Manifests manifests) {
        this.vertx = vertx;
        this.desk = desk;
        this.products = products;
        this.manifests = manifests;
    }

    /** @param job needs inputs, and a datalab that runs in batch unless it brings its own command */
    Future<Chosen> resolve(Call call, Ask ask, boolean job) {
        String kind = job ? (ask.batch().command() == null ? "BATCH" : null) : "SESSION";
        return resolve(call, ask, kind, job);
    }

    /** @param kind null for either */
    Future<Chosen> resolve(Call call, Ask ask, String kind, boolean needsInputs) {
        Future<Views.Datalab> datalab = desk.freshness()
                .sure(
                        () -> Stages.future(desk.views().datalabs(ask.datalab(), call.who(), VERSIONS)),
                        visible -> DatalabChoice.none(visible, ask.version()))
                .map(visible -> DatalabChoice.of(visible, ask.datalab(), ask.version(), kind));
        return datalab.compose(found -> site(ask.site())
                .compose(known -> inputs(call, ask, needsInputs))
                .map(inputs -> new Chosen(found, inputs)));
    }

    /** @return how the log refers to it; null for no inputs */
    Future<ManifestRef> keep(Manifest manifest) {
        return manifest.entries().isEmpty() ? Future.succeededFuture() : Stages.future(manifests.keep(manifest));
    }

    private Future<Void> site(String asked) {
        if (asked == null) {
            return Future.succeededFuture();
        }
        return Stages.future(desk.views().sites()).map(sites -> {
            List<String> known = sites.stream().map(Views.Site::id).toList();
            if (!known.contains(asked)) {
                throw RequestRefused.invalid("site", "There is no site called " + asked, "Use one of " + known);
            }
            return null;
        });
    }

    private Future<Manifest> inputs(Call call, Ask ask, boolean needed) {
        if (ask.selection().nothing()) {
            if (needed) {
                throw RequestRefused.invalid("ids", "A job needs products to work on", "Give ids or a query");
            }
            return Future.succeededFuture(Submissions.none());
        }
        return Stages.future(products.resolve(ask.selection(), call.who()))
                .compose(selected -> Aside.call(
                        vertx, () -> manifest(selected, ask.selection().query() != null)));
    }

    private Manifest manifest(List<Selected> selected, boolean byQuery) {
        if (selected.isEmpty()) {
            throw RequestRefused.invalid(
                    byQuery ? "query" : "ids", "The selection is empty", "Try it with GET /products first");
        }
        if (selected.size() > desk.limits().products()) {
            throw RequestRefused.invalid(
                    "query",
                    "The query selects more than " + desk.limits().products() + " products",
                    "Narrow the query, or split it");
        }
        List<String> absurd = selected.stream()
                .filter(product -> product.bytes() < 0 || product.bytes() > Numbers.LARGEST_FILE)
                .map(Selected::productId)
                .limit(NAMED)
                .toList();
        if (!absurd.isEmpty()) {
            throw RequestRefused.invalid(
                    byQuery ? "query" : "ids",
                    "These products have sizes that cannot be: " + String.join("; ", absurd),
                    "Leave them out, or ask their archive to correct them");
        }
        Manifest manifest = Manifest.of(selected);
        if (manifest.bytes() >= Numbers.LARGEST_SUM) {
            throw RequestRefused.invalid(
                    byQuery ? "query" : "ids",
                    "The selection has more than " + Numbers.LARGEST_SUM + " bytes",
                    "Select less");
        }
        return manifest;
    }
}
