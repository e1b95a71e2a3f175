package org.periapsis.portal.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.periapsis.kit.auth.Caller;
import org.periapsis.portal.adapter.http.Relay.Behind;
import org.periapsis.portal.domain.ServiceName;

/** Where a product is, as the index has it. */
public final class ProductSites {
    private final ServiceQuestions questions;
    private final Behind indexer;

    public ProductSites(ServiceQuestions questions, URI indexer) {
        this.questions = questions;
        this.indexer = new Behind(ServiceName.hub("indexer"), indexer);
    }

    /**
     * What the index says of a product.
     *
     * @param archive empty when not known
     * @param home the site that published it; empty when not known
     * @param sites that hold it
     */
    public record Held(String archive, String home, List<String> sites) {}

    /** @return who holds a product that the caller may see; failed with 404 when there is none */
    public Future<Held> of(String productId, Caller caller) {
        String path = "/products/"
                + URLEncoder.encode(productId, StandardCharsets.UTF_8).replace("+", "%20");
        return questions
                .get(indexer, path, caller)
                .map(product -> new Held(
                        product.getString("archive", ""),
                        product.getString("site", ""),
                        product.getJsonArray("sites", new JsonArray()).stream()
                                .map(String::valueOf)
                                .toList()));
    }
}
