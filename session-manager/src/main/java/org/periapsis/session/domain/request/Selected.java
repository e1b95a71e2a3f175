package org.periapsis.session.domain.request;

import java.util.List;

/**
 * A product of a selection, as its placement sees it.
 *
 * @param holders sites that have a copy, sorted, each once
 * @param line its line in the manifest
 */
public record Selected(String productId, long bytes, List<String> holders, String line) {
    public Selected {
        holders = holders.stream().distinct().sorted().toList();
    }
}
