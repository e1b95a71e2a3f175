package org.periapsis.indexer.domain.search;

import java.util.List;

/**
 * What a site holds.
 *
 * @param products replicas held
 * @param bytes their sizes' sum
 * @param collections the largest first, at most {@value #MAX_COLLECTIONS}
 */
public record SiteHoldings(String site, long products, long bytes, List<OfCollection> collections) {
    /** Collections listed of a site. */
    public static final int MAX_COLLECTIONS = 200;

    public SiteHoldings {
        collections = List.copyOf(collections);
    }

    /** What it holds of one collection. */
    public record OfCollection(String collection, long products, long bytes) {}
}
