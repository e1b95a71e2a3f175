package org.periapsis.session.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.periapsis.events.ManifestRef;
import org.periapsis.events.Shard;
import org.periapsis.events.door.Numbers;
import org.periapsis.kit.http.Aside;
import org.periapsis.kit.http.Turns;
import org.periapsis.session.domain.request.Ask;
import org.periapsis.session.domain.request.Manifest;
import org.periapsis.session.domain.request.Manifests;
import org.periapsis.session.domain.request.Need;
import org.periapsis.session.domain.request.Products;
import org.periapsis.session.domain.request.RequestLimits;
import org.periapsis.session.domain.request.RequestRefused;
import org.periapsis.session.domain.request.Requester;
import org.periapsis.session.domain.request.Selected;
import org.periapsis.session.domain.request.Selection;
import org.periapsis.session.domain.view.DatalabChoice;
import org.periapsis.session.domain.view.Request;
import org.periapsis.session.domain.view.Views;

/**
 * Turns what a body names into what there is: a datalab version that can start, and products with their holders. Selections are
 * made in turn: what is held of one while its manifest is written is let go of before the next.
 */
final class Selections {
    private static final int VERSIONS = 200;
    private static final int NAMED = 20;

    /**
     * The products of a request, without what is only in their manifest.
     *
     * @param manifest how the log refers to it; null for no products, and when only their place was asked for
     */
    record Inputs(ManifestRef manifest, List<Shard> shards, int count, long bytes) {
        static final Inputs NONE = new Inputs(null, List.of(), 0, 0);

        static Inputs of(Manifest manifest, ManifestRef ref) {
            return new Inputs(ref, manifest.shards(), manifest.entries().size(), manifest.bytes());
        }
    }

    /** What a request amounts to. */
    record Chosen(Views.Datalab datalab, Inputs inputs) {
        Need need(Ask ask, RequestLimits limits) {
            Request.Need own = datalab.view().description().need();
            return ask.need(new Need(own.cores(), own.memoryMib(), own.gpus()), limits);
        }
    }

    private final Vertx vertx;
    private final Desk desk;
    private final Products products;
    private final Manifests manifests;
    private final Turns turns;

    /** @param turns of who selects */
    Selections(Vertx vertx, Desk desk, Products products, Manifests manifests, Turns turns) {
        this.vertx = vertx;
        this.desk = desk;
        this.products = products;
        this.manifests = manifests;
        this.turns = turns;
    }

    /**
     * For what is to start: its manifest is kept.
     *
     * @param job needs inputs, and a datalab that runs in batch unless it brings its own command
     */
    Future<Chosen> kept(Call call, Ask ask, boolean job) {
        String kind = job ? (ask.batch().command() == null ? "BATCH" : null) : "SESSION";
        return datalab(call, ask, kind).compose(found -> {
            if (job && ask.selection().nothing()) {
                throw RequestRefused.invalid("ids", "A job needs products to work on", "Give ids or a query");
            }
            return inputs(call, ask, () -> false, this::kept).map(inputs -> new Chosen(found, inputs));
        });
    }

    /**
     * For who wants to know what would happen.
     *
     * @param gone whether nobody waits for the answer any more
     */
    Future<Chosen> placed(Call call, Ask ask, BooleanSupplier gone) {
        return datalab(call, ask, null)
                .compose(found -> inputs(call, ask, gone, this::placed).map(inputs -> new Chosen(found, inputs)));
    }

    /** @param kind null for either */
    private Future<Views.Datalab> datalab(Call call, Ask ask, String kind) {
        Future<Views.Datalab> datalab = desk.freshness()
                .sure(
                        () -> Stages.future(desk.views().datalabs(ask.datalab(), call.who(), VERSIONS)),
                        visible -> DatalabChoice.none(visible, ask.version()))
                .map(visible -> DatalabChoice.of(visible, ask.datalab(), ask.version(), kind));
        return datalab.compose(found -> site(ask.site()).map(found));
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

    private Future<Inputs> inputs(Call call, Ask ask, BooleanSupplier gone, Selecting selecting) {
        return ask.selection().nothing()
                ? Future.succeededFuture(Inputs.NONE)
                : turns.take(
                        call.who().issuer() + '\n' + call.who().subject(),
                        gone,
                        () -> selecting.of(ask.selection(), call.who()));
    }

    /** What is done in a turn. */
    private interface Selecting {
        Future<Inputs> of(Selection selection, Requester who);
    }

    private Future<Inputs> kept(Selection selection, Requester who) {
        return manifest(selection, products.resolve(selection, who))
                .compose(manifest -> Stages.future(manifests.keep(manifest)).map(ref -> Inputs.of(manifest, ref)));
    }

    private Future<Inputs> placed(Selection selection, Requester who) {
        return manifest(selection, products.placed(selection, who)).map(manifest -> Inputs.of(manifest, null));
    }

    private Future<Manifest> manifest(Selection selection, CompletionStage<List<Selected>> found) {
        return Stages.future(found)
                .compose(selected -> Aside.call(vertx, () -> manifest(selected, selection.query() != null)));
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
