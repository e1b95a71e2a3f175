package org.periapsis.indexer.domain.search;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.periapsis.events.door.Text;

/**
 * Where a page ended.
 *
 * @param sort the order it belongs to
 * @param key the last row's sort key; 0 when sorted by id alone
 * @param id the last row's product id
 */
public record Cursor(Sort sort, double key, String id) {

    /** An opaque text for the caller to bring back. */
    public String encode() {
        String text = sort.parameter() + " " + key + " " + id;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException when it did not write that
     */
    public static Cursor decode(String encoded) {
        String[] parts = new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8).split(" ", 3);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a cursor of this service");
        }
        Sort sort = Sort.of(parts[0]).orElseThrow(() -> new IllegalArgumentException("not a cursor of this service"));
        if (!Text.plain(parts[2])) {
            throw new IllegalArgumentException("not a cursor of this service");
        }
        return new Cursor(sort, Double.parseDouble(parts[1]), parts[2]);
    }
}
