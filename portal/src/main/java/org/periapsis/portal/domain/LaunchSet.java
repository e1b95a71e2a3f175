package org.periapsis.portal.domain;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Products that somebody's page hands over for a launch.
 *
 * @param id SHA-256 of the ids, each ended by a line feed: the same products in the same order are the same set
 */
public record LaunchSet(String id, List<String> ids) {
    /** Of an id. */
    public static final int ID_LENGTH = 64;

    public LaunchSet {
        ids = List.copyOf(ids);
    }

    /** @throws IllegalArgumentException when there is none, or more than a basket holds */
    public static LaunchSet of(List<String> ids) {
        List<String> checked =
                BasketContent.listed(BasketContent.USUAL_NAME, ids).ids();
        if (checked.isEmpty()) {
            throw new IllegalArgumentException("ids has no product");
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String id : checked) {
                digest.update(id.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) '\n');
            }
            return new LaunchSet(HexFormat.of().formatHex(digest.digest()), checked);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** @return UTF-8 bytes of the ids */
    public int bytes() {
        return ids.stream()
                .mapToInt(id -> id.getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }
}
