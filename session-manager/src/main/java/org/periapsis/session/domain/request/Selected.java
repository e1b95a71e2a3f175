package org.periapsis.session.domain.request;

import java.util.List;
import java.util.TreeSet;

/**
 * A product of a selection, as its placement sees it.
 *
 * @param holders sites that have a copy, sorted, each once
 * @param line its line in the manifest; empty when only its place was asked for
 */
public record Selected(String productId, long bytes, List<String> holders, String line) {
    public Selected {
        holders = ascending(holders) ? List.copyOf(holders) : List.copyOf(new TreeSet<>(holders));
    }

    private static boolean ascending(List<String> sites) {
        for (int i = 1; i < sites.size(); i++) {
            if (sites.get(i - 1).compareTo(sites.get(i)) >= 0) {
                return false;
            }
        }
        return true;
    }
}
