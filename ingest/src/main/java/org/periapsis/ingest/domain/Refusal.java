package org.periapsis.ingest.domain;

import java.util.Objects;

/**
 * Why a product is not taken, in words for the archive that sent it.
 *
 * @param field the header keyword, metadata field or part of the request that is at fault
 * @param detail what is wrong with it
 * @param remedy what the archive can do
 */
public record Refusal(Reason reason, String field, String detail, String remedy) {
    /** Kinds of refusal; the names are part of the HTTP and event contracts. */
    public enum Reason {
        NOT_FITS,
        TRUNCATED,
        ABSURD_HEADER,
        NO_POSITION,
        NOT_CELESTIAL,
        UNSUPPORTED_WCS,
        BAD_METADATA,
        CHECKSUM_MISMATCH,
        SIZE_MISMATCH,
        TOO_LARGE,
        CONFLICT
    }

    public Refusal {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(field, "field");
        Objects.requireNonNull(detail, "detail");
        Objects.requireNonNull(remedy, "remedy");
    }
}
