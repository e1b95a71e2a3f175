package org.periapsis.indexer.domain.search;

import java.util.List;
import org.periapsis.indexer.domain.view.Content;
import org.periapsis.indexer.domain.view.Head;

/**
 * A product as a search gives it.
 *
 * @param sites sites that hold its present bytes, sorted
 * @param sortKey its place in the order asked for
 */
public record FoundProduct(Head head, Content content, List<String> sites, double sortKey) {
    public FoundProduct {
        sites = List.copyOf(sites);
    }
}
