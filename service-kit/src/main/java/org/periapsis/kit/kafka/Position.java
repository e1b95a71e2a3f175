package org.periapsis.kit.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A place on the log: the record at this offset. As text {@code topic:partition:offset}; several comma separated in the
 * {@code Periapsis-Position} header.
 */
public record Position(String topic, int partition, long offset) {
    /** The HTTP header that carries positions. */
    public static final String HEADER = "Periapsis-Position";

    /** @throws IllegalArgumentException when the text is not a list of positions */
    public static List<Position> parse(String header) {
        List<Position> positions = new ArrayList<>();
        for (String part : header.split(",", 32)) {
            String text = part.trim();
            int second = text.lastIndexOf(':');
            int first = second < 0 ? -1 : text.lastIndexOf(':', second - 1);
            if (first <= 0) {
                throw new IllegalArgumentException(HEADER + " is not topic:partition:offset: " + text);
            }
            try {
                positions.add(new Position(
                        text.substring(0, first),
                        Integer.parseInt(text.substring(first + 1, second)),
                        Long.parseLong(text.substring(second + 1))));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(HEADER + " is not topic:partition:offset: " + text, e);
            }
        }
        return List.copyOf(positions);
    }

    public static String header(List<Position> positions) {
        return positions.stream().map(Position::toString).collect(Collectors.joining(","));
    }

    @Override
    public String toString() {
        return topic + ":" + partition + ":" + offset;
    }
}
