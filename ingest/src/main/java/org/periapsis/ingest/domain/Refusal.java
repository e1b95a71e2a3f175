package org.periapsis.ingest.domain;

import java.util.Objects;
import org.periapsis.events.door.Flaw;
import org.periapsis.events.door.Text;

/**
 * Why a product is not taken, in words for the archive that sent it.
 *
 * @param field the header keyword, metadata field or part of the request that is at fault
 * @param detail what is wrong with it
 * @param remedy what the archive can do
 */
public record Refusal(Reason reason, String field, String detail, String remedy) {
    private static final int LONGEST = 2_000;

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
        // They quote what was sent, and are written down: whatever that was.
        field = Text.cleaned(Objects.requireNonNull(field, "field"), 200);
        detail = Text.cleaned(Objects.requireNonNull(detail, "detail"), LONGEST);
        remedy = Text.cleaned(Objects.requireNonNull(remedy, "remedy"), LONGEST);
    }

    /** Of metadata that have a flaw. */
    public static Refusal of(Flaw flaw) {
        return new Refusal(Reason.BAD_METADATA, flaw.field(), flaw.detail(), flaw.remedy());
    }
}
