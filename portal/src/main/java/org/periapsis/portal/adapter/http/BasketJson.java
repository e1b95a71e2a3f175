package org.periapsis.portal.adapter.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.periapsis.kit.http.Problem;
import org.periapsis.portal.domain.Basket;
import org.periapsis.portal.domain.BasketContent;

/** Baskets as the API has them. */
final class BasketJson {
    private BasketJson() {}

    static JsonObject of(Basket basket) {
        return new JsonObject()
                .put("id", basket.id().toString())
                .put("version", basket.version())
                .put("ids", new JsonArray(basket.content().ids()))
                .put("query", basket.content().query().orElse(null))
                .put("name", basket.content().name());
    }

    /** Their own, as its owner has it. */
    static JsonObject own(Basket.Shared own) {
        return of(own.basket()).put("shared", own.byLink());
    }

    /**
     * @param name of the basket until now, for a change that says none
     * @throws org.periapsis.kit.http.ProblemException naming the field that is not as it should be
     */
    static BasketContent content(Fields body, String name) {
        Optional<List<String>> ids = body.texts("ids");
        Optional<String> query = body.text("query");
        if (ids.isPresent() && query.isPresent()) {
            throw Problem.badRequest("query", "A basket has ids or a query, not both", "Send one of the two")
                    .exception();
        }
        if (ids.isEmpty() && query.isEmpty()) {
            throw Fields.bad("ids", "is missing, and query too");
        }
        String named = body.text("name")
                .map(text -> checked("name", "Give 1 to 100 characters", () -> BasketContent.name(text)))
                .orElse(name);
        return query.map(text -> checked(
                        "query",
                        "Send the query string of GET /api/products as it stands in its URL",
                        () -> BasketContent.found(named, text)))
                .orElseGet(() -> checked(
                        "ids",
                        "Take a query as the selection instead",
                        () -> BasketContent.listed(named, ids.orElseThrow())));
    }

    /** A value that the domain may refuse. */
    private interface Value<T> {
        T get();
    }

    private static <T> T checked(String field, String remedy, Value<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(field, e.getMessage(), remedy).exception(e);
        }
    }
}
