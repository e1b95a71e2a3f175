package org.periapsis.portal.domain;

import java.util.List;
import java.util.UUID;

/**
 * A person's basket as the view has it.
 *
 * @param version 0 for one that was never filled
 */
public record Basket(UUID id, int version, List<String> productIds) {
    /** Products a basket may list; what is more is a query. */
    public static final int MOST = 10_000;

    public Basket {
        productIds = List.copyOf(productIds);
    }

    /** @return what the list may be, without repeats; the order stays */
    public static List<String> checked(List<String> ids) {
        List<String> distinct = ids.stream().distinct().toList();
        if (distinct.size() > MOST) {
            throw new IllegalArgumentException("ids has " + distinct.size() + " products; " + MOST + " is the most");
        }
        return distinct;
    }
}
