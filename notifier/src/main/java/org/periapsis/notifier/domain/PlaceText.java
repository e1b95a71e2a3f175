package org.periapsis.notifier.domain;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import org.periapsis.events.door.Instants;
import org.periapsis.events.door.Text;

/** Places as cursors of pages: base64url of {@code time topic site partition offset}. */
public final class PlaceText {
    private static final int LONGEST = 256;

    private PlaceText() {}

    public static String encode(Place place) {
        Partition partition = place.partition();
        String text = String.join(
                " ",
                place.at().toString(),
                Integer.toString(EventIds.NUMBERS.indexOf(partition.topic())),
                partition.site(),
                Integer.toString(partition.number()),
                Long.toString(place.offset()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws IllegalArgumentException when the text is no cursor of ours */
    public static Place decode(String cursor) {
        if (cursor.length() > LONGEST) {
            throw new IllegalArgumentException("it is too long");
        }
        String[] parts = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split(" ", -1);
        if (parts.length != 5) {
            throw new IllegalArgumentException("it has not five parts");
        }
        try {
            Instant at = Instant.parse(parts[0]);
            if (!Instants.holds(at) || !Text.plain(parts[2])) {
                throw new IllegalArgumentException("it has a part that is not what it should be");
            }
            return new Place(
                    at,
                    new Partition(parts[2], EventIds.NUMBERS.get(Integer.parseInt(parts[1])), number(parts[3])),
                    Long.parseLong(parts[4]));
        } catch (DateTimeException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("it has a part that is not what it should be", e);
        }
    }

    private static int number(String text) {
        int number = Integer.parseInt(text);
        if (number < 0) {
            throw new IllegalArgumentException("a partition is negative");
        }
        return number;
    }
}
