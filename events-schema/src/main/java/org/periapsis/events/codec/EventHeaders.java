package org.periapsis.events.codec;

/** Header names: the CloudEvents 1.0 Kafka binding (binary mode), W3C trace context, and Periapsis' own. */
public final class EventHeaders {
    public static final String SPEC_VERSION = "ce_specversion";
    public static final String ID = "ce_id";
    public static final String SOURCE = "ce_source";
    public static final String TYPE = "ce_type";
    public static final String SUBJECT = "ce_subject";
    public static final String TIME = "ce_time";
    public static final String CONTENT_TYPE = "content-type";
    public static final String TRACEPARENT = "traceparent";
    /** SHA-256 of the canonical schema, lower-case hexadecimal. */
    public static final String SCHEMA = "periapsis-schema";
    /** {@code site/instance/incarnation} of the writer. */
    public static final String ORIGIN = "periapsis-origin";
    /** Contiguous number per (origin, topic, partition), from 0, as decimal text. */
    public static final String SEQ = "periapsis-seq";

    private EventHeaders() {}
}
