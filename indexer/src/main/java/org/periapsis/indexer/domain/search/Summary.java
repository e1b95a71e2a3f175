package org.periapsis.indexer.domain.search;

import java.util.List;

/**
 * What a selection amounts to for a caller, and where its bytes are.
 *
 * @param count products that the caller may see
 * @param exact false when there are more than were counted
 * @param sites every site that holds any product, by name
 * @param gone of listed ids those that there are not, or not for this caller; at most {@value #MAX_GONE}
 * @param goneCount how many there are of these
 */
public record Summary(long count, long bytes, boolean exact, List<AtSite> sites, List<String> gone, long goneCount) {
    /** Products counted at most. */
    public static final int MAX_COUNTED = 100_000;

    /** Ids listed as gone. */
    public static final int MAX_GONE = 1_000;

    public Summary {
        sites = List.copyOf(sites);
        gone = List.copyOf(gone);
    }

    /** What a site has of it. */
    public record AtSite(String site, long products, long localBytes) {}
}
