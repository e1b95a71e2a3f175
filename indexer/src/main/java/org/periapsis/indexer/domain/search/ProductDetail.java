package org.periapsis.indexer.domain.search;

import java.util.List;
import org.periapsis.indexer.domain.view.Replica;

/**
 * Everything about one product.
 *
 * @param replicas all that was ever known of copies, the present ones among them
 * @param cameFrom its inputs that the caller may see
 * @param ledTo products that were made from it and that the caller may see, at most {@value #MAX_RELATIVES}
 */
public record ProductDetail(
        FoundProduct product, List<Replica> replicas, List<Relative> cameFrom, List<Relative> ledTo) {
    /** Relatives listed in each direction. */
    public static final int MAX_RELATIVES = 100;

    /** Another product, briefly. */
    public record Relative(String id, String title, String collection) {}
}
