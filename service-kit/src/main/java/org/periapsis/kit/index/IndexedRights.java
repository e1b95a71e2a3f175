package org.periapsis.kit.index;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.periapsis.events.door.Ids;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.http.Aside;
import org.periapsis.kit.http.WholeAnswer;
import org.periapsis.kit.rights.Level;
import org.periapsis.kit.rights.Person;
import org.periapsis.kit.rights.ProductRights;

/** Asks the indexer, as a service, which rights products have now: {@code POST /products/rights}. */
public final class IndexedRights {
    private static final int PAGE = 1_000;
    private static final long TIMEOUT_MS = 10_000;
    private static final int MOST_BYTES = 8 << 20;

    private final Vertx vertx;
    private final HttpClient client;
    private final URI base;
    private final Secret token;

    /** @param token of a service */
    public IndexedRights(Vertx vertx, HttpClient client, URI base, Secret token) {
        this.vertx = vertx;
        this.client = client;
        this.base = base;
        this.token = token;
    }

    /** @return the rights of those that the index has, by id; failed when it does not answer */
    public Future<Map<String, ProductRights>> of(Collection<String> ids) {
        return of(ids, false);
    }

    /**
     * For who takes what is left out for what there is not.
     *
     * @return the rights of those that there are, by id; failed when the index does not answer, or is behind the log
     */
    public Future<Map<String, ProductRights>> present(Collection<String> ids) {
        return of(ids, true);
    }

    private Future<Map<String, ProductRights>> of(Collection<String> ids, boolean present) {
        Map<String, ProductRights> found = new HashMap<>();
        List<String> asked = ids.stream().filter(Ids::askable).toList();
        if (Context.isOnVertxThread()) {
            return pages(asked, 0, present, found).map(found);
        }
        // Asked from another thread, the client may have read an answer before anybody listens, and it is never told.
        Promise<Map<String, ProductRights>> told = Promise.promise();
        vertx.runOnContext(here -> pages(asked, 0, present, found).map(found).onComplete(told));
        return told.future();
    }

    private Future<Void> pages(List<String> ids, int from, boolean present, Map<String, ProductRights> found) {
        if (from >= ids.size()) {
            return Future.succeededFuture();
        }
        int to = Math.min(ids.size(), from + PAGE);
        return page(ids.subList(from, to), present, found).compose(done -> pages(ids, to, present, found));
    }

    private Future<Void> page(List<String> ids, boolean present, Map<String, ProductRights> found) {
        JsonObject body = new JsonObject().put("ids", new JsonArray(ids));
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(base + "/products/rights")
                .setConnectTimeout(2_000)
                .setTimeout(TIMEOUT_MS)
                .putHeader("Content-Type", "application/json")
                .putHeader("Authorization", "Bearer " + token.value());
        return client.request(options)
                .compose(request -> request.send((present ? body.put("present", true) : body).toBuffer()))
                .compose(response -> WholeAnswer.of(response, MOST_BYTES).compose(answer -> {
                    if (response.statusCode() != 200) {
                        throw new IllegalStateException("the indexer answered " + response.statusCode());
                    }
                    return Aside.read(answer, text -> {
                        for (Object product : text.toJsonObject().getJsonArray("products")) {
                            JsonObject json = (JsonObject) product;
                            found.put(json.getString("id"), rights(json));
                        }
                        return null;
                    });
                }));
    }

    /** A product's rights as the index tells them to services; what there is not is left out. */
    public static JsonObject json(String id, ProductRights rights) {
        JsonObject json = new JsonObject()
                .put("id", id)
                .put("data_rights", rights.level().text())
                .put("archive", rights.archive())
                .put("withdrawn", rights.withdrawn());
        rights.releaseDate().ifPresent(date -> json.put("obs_release_date", date.toString()));
        rights.owner()
                .ifPresent(owner -> json.put(
                        "owner", new JsonObject().put("issuer", owner.issuer()).put("subject", owner.subject())));
        rights.team().ifPresent(team -> json.put("team", team));
        return json;
    }

    /** What {@link #json} wrote. */
    public static ProductRights rights(JsonObject json) {
        return new ProductRights(
                Level.of(json.getString("data_rights")),
                Optional.ofNullable(json.getString("obs_release_date")).map(Instant::parse),
                json.getString("archive"),
                Optional.ofNullable(json.getJsonObject("owner"))
                        .map(owner -> new Person(owner.getString("issuer"), owner.getString("subject"))),
                Optional.ofNullable(json.getString("team")),
                json.getBoolean("withdrawn"));
    }
}
