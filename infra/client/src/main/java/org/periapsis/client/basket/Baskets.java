package org.periapsis.client.basket;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.periapsis.client.json.Json;
import org.periapsis.client.server.Api;
import org.periapsis.client.server.ServerProblem;

/** The caller's basket at the server. A change names the version it was made on; one that comes too late is made again. */
public final class Baskets {
    private static final String PATH = "/api/basket";
    private static final int ATTEMPTS = 5;
    private static final int CONFLICT = 409;

    private final Api api;

    /** What is in it: ids, or the query that stands for them. */
    public record Basket(long version, List<String> ids, Optional<String> query) {}

    public Baskets(Api api) {
        this.api = api;
    }

    public Basket read() throws IOException {
        return basket(api.get(PATH));
    }

    /** @return the ids in it, or those of the products that its query finds now */
    public List<String> products() throws IOException {
        Basket basket = read();
        if (basket.query().isEmpty()) {
            return basket.ids();
        }
        List<String> ids = new ArrayList<>();
        String pages = "/api/products?" + basket.query().get() + "&limit=1000";
        for (Json page = api.get(pages); ; ) {
            page.list("products")
                    .forEach(
                            product -> ids.add(product.text("obs_publisher_did").orElse("")));
            if (page.text("next").isEmpty()) {
                return ids;
            }
            page = api.get(pages + "&after=" + Api.encode(page.text("next").get()));
        }
    }

    /** Changes the ids. */
    public Basket change(UnaryOperator<List<String>> change) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Basket before = read();
            if (before.query().isPresent()) {
                throw new IOException("The basket holds a query, not ids: `periapsis basket clear` first");
            }
            List<String> ids = change.apply(new ArrayList<>(before.ids()));
            if (ids.equals(before.ids())) {
                return before;
            }
            try {
                return put(Json.object().put("version", before.version()).put("ids", ids));
            } catch (ServerProblem problem) {
                if (problem.status() != CONFLICT || attempt == ATTEMPTS) {
                    throw problem;
                }
            }
        }
    }

    /** Puts these in, whatever was in it before. */
    public Basket set(List<String> ids) throws IOException {
        return put(Json.object().put("ids", ids));
    }

    /** Lets a query stand for its products. */
    public Basket set(String query) throws IOException {
        return put(Json.object().put("query", query));
    }

    private Basket put(Json body) throws IOException {
        return basket(api.send("PUT", PATH, body).body());
    }

    private static Basket basket(Json json) {
        return new Basket(
                json.whole("version"), json.texts("ids"), json.text("query").filter(query -> !query.isEmpty()));
    }
}
