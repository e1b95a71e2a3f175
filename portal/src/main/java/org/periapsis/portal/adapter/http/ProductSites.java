package org.periapsis.portal.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.http.Problem;

/** Small questions to the services on a caller's behalf. */
public final class ProductSites {
    private static final long PATIENCE_MS = 10_000;

    private final HttpClient client;
    private final URI indexer;

    public ProductSites(HttpClient client, URI indexer) {
        this.client = client;
        this.indexer = indexer;
    }

    /** @return the sites that hold a product the caller may see; failed with 404 when there is none */
    public Future<List<String>> of(String productId, Caller caller) {
        String path = "/products/"
                + URLEncoder.encode(productId, StandardCharsets.UTF_8).replace("+", "%20");
        return get(client, indexer, path, caller, "indexer").map(product -> product.getJsonArray("sites").stream()
                .map(String::valueOf)
                .toList());
    }

    /** Asks a service; its problems become the answer's. */
    static Future<JsonObject> get(HttpClient client, URI service, String path, Caller caller, String name) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost(service.getHost())
                .setPort(service.getPort())
                .setURI(path)
                .setTimeout(PATIENCE_MS);
        if (!caller.anonymous()) {
            options.putHeader("Authorization", "Bearer " + caller.bearer());
        }
        return client.request(options)
                .compose(request -> request.send())
                .recover(failure ->
                        Future.failedFuture(Problem.unavailable("The " + name + " service does not answer now")
                                .exception(failure)))
                .compose(response -> response.body().compose(body -> answer(response, body)));
    }

    private static Future<JsonObject> answer(HttpClientResponse response, Buffer body) {
        JsonObject json = body.length() == 0 ? new JsonObject() : body.toJsonObject();
        if (response.statusCode() < 300) {
            return Future.succeededFuture(json);
        }
        return Future.failedFuture(Problem.of(
                        response.statusCode() == 404 ? "not-found" : "http-" + response.statusCode(),
                        response.statusCode(),
                        json.getString("detail", "The service refused"))
                .exception());
    }
}
