package org.periapsis.ingest.adapter.http;

import java.util.concurrent.CompletionException;
import org.periapsis.ingest.adapter.s3.S3Store;
import org.periapsis.ingest.domain.Refusal;
import org.periapsis.ingest.domain.RefusedException;
import org.periapsis.ingest.domain.intake.Refusals;
import org.periapsis.ingest.domain.intake.Umpire;
import org.periapsis.kit.http.Problem;

/** The service's errors as problems; the code of a refusal is the same as in its event. */
final class IngestProblems {
    private IngestProblems() {}

    /** Null for what is not ours. */
    static Problem of(Throwable failure) {
        Throwable cause = unwrap(failure);
        if (cause instanceof Umpire.Behind) {
            return Problem.unavailable("It is written, but the ledger does not tell yet whether it holds")
                    .remedy("Send the same again: that changes nothing, and the answer tells");
        }
        if (cause instanceof RefusedException refused) {
            return of(refused.refusal());
        }
        return S3Store.isAway(cause) ? Problem.unavailable("The site's object store does not answer") : null;
    }

    static Problem of(Refusal refusal) {
        return Problem.of(Refusals.code(refusal.reason()), status(refusal.reason()), refusal.detail())
                .field(refusal.field())
                .remedy(refusal.remedy());
    }

    static Throwable unwrap(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static int status(Refusal.Reason reason) {
        return switch (reason) {
            case BAD_METADATA -> 400;
            case CONFLICT -> 409;
            case TOO_LARGE -> 413;
            case NOT_FITS -> 415;
            default -> 422;
        };
    }
}
