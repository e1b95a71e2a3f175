package org.periapsis.portal.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.http.Problem;
import org.periapsis.portal.adapter.http.Relay.Behind;

/** Small questions to the services on a caller's behalf. */
public final class ProductSites {
    private static final long PATIENCE_MS = 10_000;

    private final HttpClient client;
    private final URI indexer;

    public ProductSites(HttpClient client, URI indexer) {
        this.client = client;
        this.indexer = indexer;
    }

    /** What the index says of a product: its archive, empty when not known, and the sites that hold it. */
    public record Held(String archive, List<String> sites) {}

    /** @return who holds a product that the caller may see; failed with 404 when there is none */
    public Future<Held> of(String productId, Caller caller) {
        String path = "/products/"
                + URLEncoder.encode(productId, StandardCharsets.UTF_8).replace("+", "%20");
        return get(client, new Behind("indexer", indexer), path, caller)
                .map(product -> new Held(
                        product.getString("archive", ""),
                        product.getJsonArray("sites", new JsonArray()).stream()
                                .map(String::valueOf)
                                .toList()));
    }

    /** Asks a service; its problems become the answer's. */
    static Future<JsonObject> get(HttpClient client, Behind behind, String path, Caller caller) {
        RequestOptions options = Relay.options(HttpMethod.GET, behind, path).setIdleTimeout(PATIENCE_MS);
        if (!caller.anonymous()) {
            options.putHeader("Authorization", "Bearer " + caller.bearer());
        }
        return client.request(options)
                .compose(HttpClientRequest::send)
                .compose(response -> response.body().map(body -> new Answer(response.statusCode(), body)))
                .recover(failure -> Future.failedFuture(
                        Problem.unavailable("The " + behind.service() + " service does not answer now")
                                .exception(failure)))
                .map(answer -> answer.json(behind.service()));
    }

    private record Answer(int status, Buffer body) {
        /** @throws org.periapsis.kit.http.ProblemException when it is no success */
        JsonObject json(String service) {
            JsonObject json = new JsonObject();
            try {
                json = body.length() == 0 ? json : body.toJsonObject();
            } catch (DecodeException e) {
                throw Problem.of("bad-answer", 502, "The " + service + " service answered with something unreadable")
                        .exception(e);
            }
            if (status < 300) {
                return json;
            }
            throw Problem.of(
                            status == 404 ? "not-found" : "http-" + status,
                            status,
                            json.getString("detail", "The " + service + " service refused"))
                    .exception();
        }
    }
}
