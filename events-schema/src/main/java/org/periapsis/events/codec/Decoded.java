package org.periapsis.events.codec;

import org.apache.avro.specific.SpecificRecord;

/** What a record on the log turned out to be. */
public sealed interface Decoded {
    /** An event that this version knows. */
    record Known(Event<? extends SpecificRecord> event) implements Decoded {}

    /** A well-formed event of a type that this version has no class for. */
    record Unknown(String type, String id) implements Decoded {}

    /** Bytes that cannot be read: to the dead-letter topic. */
    record Bad(String reason) implements Decoded {}
}
