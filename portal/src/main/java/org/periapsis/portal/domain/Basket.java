package org.periapsis.portal.domain;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * A person's basket as the view has it.
 *
 * @param version 0 for one that was never filled
 * @param changes ids of the last changes that took effect, oldest first: a writer finds in them whether its own did
 */
public record Basket(UUID id, int version, List<String> productIds, List<UUID> changes) {
    /** Products a basket may list; what is more is a query. */
    public static final int MOST = 10_000;

    /** UTF-8 bytes of all ids together: a basket is one record on the log. */
    public static final int MOST_BYTES = 800_000;

    public Basket {
        productIds = List.copyOf(productIds);
        changes = List.copyOf(changes);
    }

    public static Basket empty(UUID id) {
        return new Basket(id, 0, List.of(), List.of());
    }

    /**
     * @return what the list may be, without repeats; the order stays
     * @throws IllegalArgumentException when it may not be
     */
    public static List<String> checked(List<String> ids) {
        List<String> distinct = ids.stream().distinct().toList();
        if (distinct.size() > MOST) {
            throw new IllegalArgumentException("ids has " + distinct.size() + " products; " + MOST + " is the most");
        }
        long bytes = 0;
        for (String id : distinct) {
            if (id.isBlank() || id.chars().anyMatch(Character::isISOControl) || !whole(id)) {
                throw new IllegalArgumentException("ids has one that is blank or has characters no id has");
            }
            bytes += id.getBytes(StandardCharsets.UTF_8).length;
        }
        if (bytes > MOST_BYTES) {
            throw new IllegalArgumentException("ids has " + bytes + " bytes; " + MOST_BYTES + " is the most");
        }
        return distinct;
    }

    /** False with half a surrogate pair, which is no character and cannot be written. */
    private static boolean whole(String id) {
        return id.codePoints().noneMatch(point -> Character.getType(point) == Character.SURROGATE);
    }
}
