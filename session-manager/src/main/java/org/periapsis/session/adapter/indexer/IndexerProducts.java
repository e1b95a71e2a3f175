package org.periapsis.session.adapter.indexer;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.http.Aside;
import org.periapsis.kit.manifest.ManifestEntry;
import org.periapsis.session.domain.request.Products;
import org.periapsis.session.domain.request.RequestRefused;
import org.periapsis.session.domain.request.Requester;
import org.periapsis.session.domain.request.Selected;
import org.periapsis.session.domain.request.Selection;

/**
 * The indexer's {@code POST /products/resolve}, with the service's token and the person's identity in the body: the answer holds what the
 * person may compute on. A query's answer comes in pages.
 */
public final class IndexerProducts implements Products {
    /** Ids asked for at once: their answer has some megabytes at most. */
    private static final int PAGE = 250;
    /** Of the answers for one selection, which is held whole until its manifest is written; a product has about one KiB. */
    private static final long MOST_BYTES = 96L << 20;

    private static final int NAMED = 20;
    private static final long TIMEOUT_MS = 30_000;

    private final HttpClient client;
    private final URI base;
    private final Secret token;
    private final int most;

    /** @param most products in a selection at most: a query that finds more is read no further than one above */
    public IndexerProducts(HttpClient client, URI base, Secret token, int most) {
        this.client = client;
        this.base = base;
        this.token = token;
        this.most = most;
    }

    @Override
    public CompletionStage<List<Selected>> resolve(Selection selection, Requester who) {
        Found found = new Found(selection.query() == null ? "ids" : "query");
        Future<Void> done = selection.query() == null
                ? byIds(selection.ids(), 0, who, found)
                : byQuery(selection.query(), null, who, found);
        return done.map(all -> List.copyOf(found.selected)).toCompletionStage();
    }

    /** What was found so far. */
    private static final class Found {
        private final String field;
        private final List<Selected> selected = new ArrayList<>();
        private long bytes;

        Found(String field) {
            this.field = field;
        }

        /** @throws RequestRefused when it comes to more than is held of one selection */
        void add(Answer answer) {
            selected.addAll(answer.selected());
            bytes += answer.bytes();
            if (bytes > MOST_BYTES) {
                throw RequestRefused.invalid(
                        field,
                        "What is known of these products comes to more than " + (MOST_BYTES >> 20) + " MiB",
                        "Choose fewer products");
            }
        }
    }

    private Future<Void> byIds(List<String> ids, int from, Requester who, Found found) {
        if (from >= ids.size()) {
            return Future.succeededFuture();
        }
        int to = Math.min(ids.size(), from + PAGE);
        return ask(new JsonObject().put("ids", new JsonArray(ids.subList(from, to))), who)
                .compose(answer -> {
                    if (!answer.refused().isEmpty()) {
                        return Future.failedFuture(notAvailable(answer.refused()));
                    }
                    found.add(answer);
                    return byIds(ids, to, who, found);
                });
    }

    private Future<Void> byQuery(String query, String after, Requester who, Found found) {
        JsonObject body = new JsonObject().put("query", query);
        return ask(after == null ? body : body.put("after", after), who).compose(answer -> {
            found.add(answer);
            return answer.next() == null || found.selected.size() > most
                    ? Future.succeededFuture()
                    : byQuery(query, answer.next(), who, found);
        });
    }

    private Future<Answer> ask(JsonObject body, Requester who) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(base + "/products/resolve")
                .setConnectTimeout(2_000)
                .setTimeout(TIMEOUT_MS)
                .putHeader("Content-Type", "application/json")
                .putHeader("Authorization", "Bearer " + token.value());
        return client.request(options)
                .compose(request ->
                        Aside.written(body.put("caller", caller(who))).compose(request::send))
                .compose(response -> response.body().compose(buffer -> {
                    if (response.statusCode() == 400) {
                        throw badQuery(buffer);
                    }
                    if (response.statusCode() == 503) {
                        throw RequestRefused.unavailable(
                                "The index of products cannot tell yet; nothing was taken. " + detail(buffer), null);
                    }
                    if (response.statusCode() != 200) {
                        throw new IllegalStateException("the indexer answered " + response.statusCode());
                    }
                    return Aside.read(buffer, Answer::of);
                }))
                .recover(failure -> Future.failedFuture(
                        failure instanceof RequestRefused
                                ? failure
                                : RequestRefused.unavailable(
                                        "The index of products does not answer; nothing was taken", failure)));
    }

    private static JsonObject caller(Requester who) {
        return new JsonObject()
                .put("issuer", who.issuer())
                .put("subject", who.subject())
                .put("teams", new JsonArray(who.teams()))
                .put("roles", new JsonArray(List.copyOf(who.roles())));
    }

    /**
     * A page.
     *
     * @param next where the following one begins; null at the end
     * @param bytes of its text
     */
    private record Answer(List<Selected> selected, JsonArray refused, String next, long bytes) {
        /** Not for an event loop: each entry becomes a line of a manifest. */
        static Answer of(Buffer text) {
            JsonObject answer = text.toJsonObject();
            return new Answer(
                    answer.getJsonArray("entries").stream()
                            .map(JsonObject.class::cast)
                            .map(IndexerProducts::selected)
                            .toList(),
                    answer.getJsonArray("refused", new JsonArray()),
                    answer.getString("next"),
                    text.length());
        }
    }

    private static Selected selected(JsonObject json) {
        List<ManifestEntry.Replica> replicas = json.getJsonArray("replicas").stream()
                .map(JsonObject.class::cast)
                // A path on a site's file system is no object that an agent could fetch from here.
                .filter(replica -> !replica.getJsonArray("objects").isEmpty())
                .map(replica -> new ManifestEntry.Replica(
                        replica.getString("site"),
                        replica.getJsonArray("objects").stream()
                                .map(JsonObject.class::cast)
                                .map(IndexerProducts::object)
                                .toList()))
                .sorted(Comparator.comparing(ManifestEntry.Replica::site))
                .toList();
        ManifestEntry entry = new ManifestEntry(
                json.getString("id"),
                json.getInteger("revision"),
                json.getLong("bytes"),
                replicas,
                json.getJsonObject("obscore").getMap(),
                Optional.ofNullable(json.getString("granted")));
        return new Selected(
                entry.productId(),
                entry.size(),
                replicas.stream().map(ManifestEntry.Replica::site).toList(),
                entry.toLine());
    }

    private static ManifestEntry.ObjectRef object(JsonObject json) {
        return new ManifestEntry.ObjectRef(
                json.getString("bucket"),
                json.getString("key"),
                json.getLong("size"),
                json.getString("sha256"),
                json.getString("name"));
    }

    private static RequestRefused notAvailable(JsonArray refused) {
        StringBuilder names = new StringBuilder();
        refused.stream().limit(NAMED).map(JsonObject.class::cast).forEach(each -> names.append(
                        names.isEmpty() ? "" : "; ")
                .append(each.getString("id"))
                .append(": ")
                .append(each.getString("reason")
                        .toLowerCase(java.util.Locale.ROOT)
                        .replace('_', ' ')));
        String more = refused.size() > NAMED ? "; and " + (refused.size() - NAMED) + " more" : "";
        return new RequestRefused(
                RequestRefused.Code.PRODUCTS_NOT_AVAILABLE,
                "ids",
                "These products cannot be computed on: " + names + more,
                "Leave them out, or ask their archive for access",
                null);
    }

    private static RequestRefused badQuery(Buffer answer) {
        return RequestRefused.invalid(
                "query", "The index does not take this query. " + detail(answer), "Try it with GET /products first");
    }

    private static String detail(Buffer answer) {
        try {
            return answer.toJsonObject().getString("detail", "");
        } catch (RuntimeException e) {
            return "";
        }
    }
}
