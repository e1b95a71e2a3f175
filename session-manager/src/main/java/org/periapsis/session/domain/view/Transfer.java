package org.periapsis.session.domain.view;

import org.periapsis.events.TransferCompleted;
import org.periapsis.events.TransferFailed;
import org.periapsis.events.TransferOrdered;
import org.periapsis.events.TransferStarted;

/**
 * One copy of inputs from site to site. Bytes; seconds.
 *
 * @param phase as far as the receiving site has told: null, STARTED, COMPLETED or FAILED
 */
public record Transfer(
        String source, String target, long orderedBytes, String phase, long bytes, double seconds, String failure) {
    static Transfer none() {
        return new Transfer(null, null, 0, null, 0, 0, null);
    }

    static String idOf(Object event) {
        if (event instanceof TransferOrdered e) {
            return e.getTransferId().toString();
        } else if (event instanceof TransferStarted e) {
            return e.getTransferId().toString();
        } else if (event instanceof TransferCompleted e) {
            return e.getTransferId().toString();
        } else if (event instanceof TransferFailed e) {
            return e.getTransferId().toString();
        }
        throw new IllegalArgumentException(
                "not about a transfer: " + event.getClass().getSimpleName());
    }

    Transfer apply(Object event) {
        if (event instanceof TransferOrdered e) {
            return new Transfer(e.getSourceSite(), e.getTargetSite(), e.getBytes(), phase, bytes, seconds, failure);
        } else if (event instanceof TransferStarted e) {
            return new Transfer(e.getSourceSite(), e.getTargetSite(), orderedBytes, "STARTED", 0, 0, null);
        } else if (event instanceof TransferCompleted e) {
            return new Transfer(
                    e.getSourceSite(),
                    e.getTargetSite(),
                    orderedBytes,
                    "COMPLETED",
                    e.getBytes(),
                    e.getSeconds(),
                    null);
        } else if (event instanceof TransferFailed e) {
            return new Transfer(
                    e.getSourceSite(), e.getTargetSite(), orderedBytes, "FAILED", bytes, seconds, e.getReason());
        }
        return this;
    }
}
