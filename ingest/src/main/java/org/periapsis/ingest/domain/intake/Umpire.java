package org.periapsis.ingest.domain.intake;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Tells whose facts hold: ingest of a site may run as several instances, the log's order decides, and the ledger shows it. */
@FunctionalInterface
public interface Umpire {
    /**
     * A fact that the log has confirmed.
     *
     * @param replica a replica of the product, otherwise the product itself
     */
    record Written(String productId, int revision, boolean replica, String position) {}

    /**
     * Completes when the ledger has come to all of them.
     *
     * @return for each whether it holds, in order; failed with {@link Behind} when the ledger does not come there in time
     */
    CompletionStage<List<Boolean>> holding(List<Written> written);

    /** The events are on the log, but it is not known yet whether they hold. */
    final class Behind extends RuntimeException {
        private static final long serialVersionUID = 1;

        public Behind() {
            super("the ledger is behind the log");
        }
    }
}
