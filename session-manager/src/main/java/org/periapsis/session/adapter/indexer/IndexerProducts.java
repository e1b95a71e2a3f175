package org.periapsis.session.adapter.indexer;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.http.Aside;
import org.periapsis.kit.http.WholeAnswer;
import org.periapsis.session.domain.request.Products;
import org.periapsis.session.domain.request.RequestLimits;
import org.periapsis.session.domain.request.RequestRefused;
import org.periapsis.session.domain.request.Requester;
import org.periapsis.session.domain.request.Selected;
import org.periapsis.session.domain.request.Selection;

/**
 * The indexer's {@code POST /products/resolve}, with the service's token and the person's identity in the body: the answer holds what the
 * person may compute on. It comes in pages, of which only what is asked for is kept; a selection has a bound in products and in bytes.
 */
public final class IndexerProducts implements Products {
    /** Ids asked for at once. */
    private static final int PORTION = 250;
    /** Of one answer; the indexer ends a page far below. */
    private static final int ANSWER_BYTES = 24 << 20;

    private static final int NAMED = 20;
    private static final long TIMEOUT_MS = 30_000;
    /** Of all pages together: others wait for their turn meanwhile. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final HttpClient client;
    private final URI base;
    private final Secret token;
    private final RequestLimits limits;

    /** @param limits what a selection has at most: a query that finds more is read no further */
    public IndexerProducts(HttpClient client, URI base, Secret token, RequestLimits limits) {
        this.client = client;
        this.base = base;
        this.token = token;
        this.limits = limits;
    }

    @Override
    public CompletionStage<List<Selected>> resolve(Selection selection, Requester who) {
        return gathered(selection, who, true);
    }

    @Override
    public CompletionStage<List<Selected>> placed(Selection selection, Requester who) {
        return gathered(selection, who, false);
    }

    private CompletionStage<List<Selected>> gathered(Selection selection, Requester who, boolean lines) {
        boolean byQuery = selection.query() != null;
        Gathered found = new Gathered(byQuery ? "query" : "ids", lines, limits.manifestBytes());
        Asking asking = new Asking(who, found, System.nanoTime() + PATIENCE.toNanos());
        Future<Void> done =
                byQuery ? byQuery(selection.query(), null, asking) : byIds(selection.ids(), 0, PORTION, asking);
        return done.map(all -> found.selected()).toCompletionStage();
    }

    /**
     * One selection on its way.
     *
     * @param deadline after which no further page is asked for, as {@link System#nanoTime}
     */
    private record Asking(Requester who, Gathered found, long deadline) {}

    /** @param portion ids asked for at once: fewer when an answer about so many is too long for the indexer */
    private Future<Void> byIds(List<String> ids, int from, int portion, Asking asking) {
        if (from >= ids.size()) {
            return Future.succeededFuture();
        }
        int to = Math.min(ids.size(), from + portion);
        return ask(new JsonObject().put("ids", new JsonArray(ids.subList(from, to))), asking)
                .transform(answered -> {
                    if (answered.cause() instanceof TooMuch) {
                        return to - from == 1
                                ? Future.failedFuture(asking.found().tooMuch())
                                : byIds(ids, from, (to - from) / 2, asking);
                    }
                    if (answered.failed()) {
                        return Future.failedFuture(answered.cause());
                    }
                    JsonArray refused = answered.result().refused();
                    return refused.isEmpty()
                            ? byIds(ids, to, portion, asking)
                            : Future.failedFuture(notAvailable(refused));
                });
    }

    private Future<Void> byQuery(String query, String after, Asking asking) {
        JsonObject body = new JsonObject().put("query", query);
        return ask(after == null ? body : body.put("after", after), asking)
                .recover(failure -> Future.failedFuture(
                        failure instanceof TooMuch ? asking.found().tooMuch() : failure))
                .compose(page -> page.next() == null || asking.found().count() > limits.products()
                        ? Future.succeededFuture()
                        : byQuery(query, page.next(), asking));
    }

    /** The indexer says that an answer would be too long, or it was. */
    private static final class TooMuch extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooMuch(Throwable cause) {
            super("the index has more to say of these products than is taken at once", cause);
        }
    }

    private Future<Page> ask(JsonObject body, Asking asking) {
        if (System.nanoTime() - asking.deadline() > 0) {
            return Future.failedFuture(RequestRefused.unavailable(
                    "The index takes too long over this selection; nothing was taken", null));
        }
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(base + "/products/resolve")
                .setConnectTimeout(2_000)
                .setTimeout(TIMEOUT_MS)
                .putHeader("Content-Type", "application/json")
                .putHeader("Authorization", "Bearer " + token.value());
        return client.request(options)
                .compose(request ->
                        Aside.written(body.put("caller", caller(asking.who()))).compose(request::send))
                .compose(response -> WholeAnswer.of(response, ANSWER_BYTES)
                        .compose(text -> Aside.read(good(response, text), each -> Page.of(each, asking.found()))))
                .recover(failure -> Future.failedFuture(
                        failure instanceof RequestRefused || failure instanceof TooMuch
                                ? failure
                                : failure instanceof WholeAnswer.TooLong
                                        ? new TooMuch(failure)
                                        : RequestRefused.unavailable(
                                                "The index of products does not answer; nothing was taken", failure)));
    }

    private static Buffer good(HttpClientResponse response, Buffer text) {
        return switch (response.statusCode()) {
            case 200 -> text;
            case 400 ->
                throw RequestRefused.invalid(
                        "query",
                        "The index does not take this query. " + detail(text),
                        "Try it with GET /products first");
            case 413 -> throw new TooMuch(null);
            case 503 ->
                throw RequestRefused.unavailable(
                        "The index of products cannot tell yet; nothing was taken. " + detail(text), null);
            default -> throw new IllegalStateException("the indexer answered " + response.statusCode());
        };
    }

    private static JsonObject caller(Requester who) {
        return new JsonObject()
                .put("issuer", who.issuer())
                .put("subject", who.subject())
                .put("teams", new JsonArray(who.teams()))
                .put("roles", new JsonArray(List.copyOf(who.roles())));
    }

    /**
     * What is left of a page when its products are gathered.
     *
     * @param next where the following one begins; null at the end
     */
    private record Page(JsonArray refused, String next) {
        /** Not for an event loop: each entry becomes a line of a manifest. */
        static Page of(Buffer text, Gathered found) {
            JsonObject answer = text.toJsonObject();
            JsonArray refused = answer.getJsonArray("refused", new JsonArray());
            answer.getJsonArray("entries").stream().map(JsonObject.class::cast).forEach(found::add);
            return new Page(refused, answer.getString("next"));
        }
    }

    private static RequestRefused notAvailable(JsonArray refused) {
        StringBuilder names = new StringBuilder();
        refused.stream().limit(NAMED).map(JsonObject.class::cast).forEach(each -> names.append(
                        names.isEmpty() ? "" : "; ")
                .append(each.getString("id"))
                .append(": ")
                .append(each.getString("reason").toLowerCase(Locale.ROOT).replace('_', ' ')));
        String more = refused.size() > NAMED ? "; and " + (refused.size() - NAMED) + " more" : "";
        return new RequestRefused(
                RequestRefused.Code.PRODUCTS_NOT_AVAILABLE,
                "ids",
                "These products cannot be computed on: " + names + more,
                "Leave them out, or ask their archive for access",
                null);
    }

    private static String detail(Buffer answer) {
        try {
            return answer.toJsonObject().getString("detail", "");
        } catch (RuntimeException e) {
            return "";
        }
    }
}
