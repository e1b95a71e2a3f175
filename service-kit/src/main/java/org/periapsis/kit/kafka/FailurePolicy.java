package org.periapsis.kit.kafka;

/** What a consumer does about a record that it can never handle. An outage is something else: it pauses and tries again. */
public enum FailurePolicy {
    /** Puts the record aside in the group's dead-letter topic and goes on; after a fault of ours also what follows of its key. */
    DEAD_LETTER,
    /** Counts it and goes on. */
    SKIP,
    /** Stops the consumer: for those who must not miss anything. */
    STOP
}
