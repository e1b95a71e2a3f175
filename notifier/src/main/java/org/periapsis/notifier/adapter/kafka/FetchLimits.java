package org.periapsis.notifier.adapter.kafka;

import java.util.Map;

/**
 * What a consumer has in hand at once. Fetches are bounded as they come over the wire; packed records are longer when they are
 * unpacked, which a poll does one by one, so that a poll is few records.
 */
final class FetchLimits {
    /** Of one partition; a record that is longer comes alone. */
    static final int PARTITION_BYTES = 256 << 10;

    private static final int BYTES = 1 << 20;
    private static final int RECORDS = 16;

    private FetchLimits() {}

    static void set(Map<String, Object> properties) {
        properties.put("max.poll.records", RECORDS);
        properties.put("fetch.max.bytes", BYTES);
        properties.put("max.partition.fetch.bytes", PARTITION_BYTES);
    }
}
