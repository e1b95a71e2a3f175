package org.periapsis.portal.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.http.Awaited;
import org.periapsis.portal.adapter.http.Relay.Behind;
import org.periapsis.portal.domain.ServiceName;

/** Where a product is, as the index has it. */
public final class ProductSites {
    private final ServiceQuestions questions;
    private final Behind indexer;
    private final Awaited copies;

    /** @param copies waits for where a product is that has just been taken */
    public ProductSites(ServiceQuestions questions, URI indexer, Awaited copies) {
        this.questions = questions;
        this.copies = copies;
        this.indexer = new Behind(ServiceName.hub("indexer"), indexer);
    }

    /**
     * What the index says of a product.
     *
     * @param archive empty when not known
     * @param home the site that published it; empty when not known
     * @param sites that hold it
     * @param awaited whether none is known yet, and one is about to be
     */
    public record Held(String archive, String home, List<String> sites, boolean awaited) {}

    /** @return who holds a product that the caller may see; failed with 404 when there is none, with 503 when it is not known yet */
    public Future<Held> of(String productId, Caller caller) {
        return copies.until(
                () -> asked(productId, caller),
                Held::awaited,
                "Where the bytes of this product are that has just been taken is not known yet");
    }

    private Future<Held> asked(String productId, Caller caller) {
        String path = "/products/"
                + URLEncoder.encode(productId, StandardCharsets.UTF_8).replace("+", "%20");
        return questions
                .get(indexer, path, caller)
                .map(product -> new Held(
                        product.getString("archive", ""),
                        product.getString("site", ""),
                        product.getJsonArray("sites", new JsonArray()).stream()
                                .map(String::valueOf)
                                .toList(),
                        product.getBoolean("copy_awaited", false)));
    }
}
