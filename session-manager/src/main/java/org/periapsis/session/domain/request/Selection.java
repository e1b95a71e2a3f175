package org.periapsis.session.domain.request;

import java.util.List;
import org.periapsis.events.door.Text;

/**
 * What a request wants to compute on: ids, or the query string of {@code GET /products}, or nothing.
 *
 * @param query null for none
 */
public record Selection(List<String> ids, String query) {
    private static final int LONGEST_ID = 1_000;
    private static final int LONGEST_QUERY = 4_000;

    public Selection {
        ids = List.copyOf(ids);
    }

    public boolean nothing() {
        return ids.isEmpty() && query == null;
    }

    /** @return this, when it can be resolved; ids that are named twice count once */
    Selection checked(RequestLimits limits) {
        if (!ids.isEmpty() && query != null) {
            throw RequestRefused.invalid(
                    "query", "ids and query are both given", "Give the product ids, or the query, not both");
        }
        if (ids.size() > limits.ids()) {
            throw RequestRefused.invalid(
                    "ids", ids.size() + " ids are more than " + limits.ids(), "Give a query that selects them instead");
        }
        for (int i = 0; i < ids.size(); i++) {
            if (ids.get(i).isBlank() || ids.get(i).length() > LONGEST_ID || !Text.plain(ids.get(i))) {
                throw RequestRefused.invalid(
                        "ids[" + i + "]", "This is not a product id", "Give the obs_publisher_did of a product");
            }
        }
        if (query != null && (query.isBlank() || query.length() > LONGEST_QUERY || !Text.plain(query))) {
            throw RequestRefused.invalid(
                    "query",
                    "The query is empty or longer than " + LONGEST_QUERY + " characters",
                    "Give the query string of GET /products");
        }
        return new Selection(ids.stream().distinct().toList(), query);
    }
}
