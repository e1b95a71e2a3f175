package org.periapsis.kit.failure;

import org.apache.kafka.common.TopicPartition;

/** A record of a topic that is read. As text {@code topic:partition:offset}. */
public record Place(String topic, int partition, long offset) {
    public TopicPartition topicPartition() {
        return new TopicPartition(topic, partition);
    }

    /** @throws IllegalArgumentException when the text is no place */
    public static Place parse(String text) {
        int second = text.lastIndexOf(':');
        int first = second < 0 ? -1 : text.lastIndexOf(':', second - 1);
        if (first > 0) {
            try {
                return new Place(
                        text.substring(0, first),
                        Integer.parseInt(text.substring(first + 1, second)),
                        Long.parseLong(text.substring(second + 1)));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("not topic:partition:offset: " + text, e);
            }
        }
        throw new IllegalArgumentException("not topic:partition:offset: " + text);
    }

    @Override
    public String toString() {
        return topic + ":" + partition + ":" + offset;
    }
}
