package org.periapsis.kit.kafka;

import org.periapsis.kit.failure.Classed;
import org.periapsis.kit.failure.FailureClass;

/**
 * Takes batches on the consumer's own thread, where blocking is right. Effects first: the offsets follow when this returns.
 * A batch may come again after a failure or a restart, so that handling is idempotent by event id or offset.
 */
@FunctionalInterface
public interface BatchHandler {
    /**
     * @throws PoisonEvent when one event can never be handled: the failure policy is applied to it, and the rest comes again
     * @throws Exception of any other kind, classed by {@link org.periapsis.kit.failure.Failures}: in an outage the consumer
     *     pauses and the batch comes again; otherwise it comes again in halves, until the record is found that it is about
     */
    void handle(Batch batch) throws Exception;

    /** One event of the batch can never be handled, however often it is tried. */
    final class PoisonEvent extends Exception implements Classed {
        private final transient Consumed consumed;

        public PoisonEvent(Consumed consumed, String reason, Throwable cause) {
            super(reason, cause);
            this.consumed = consumed;
        }

        @Override
        public FailureClass failureClass() {
            return FailureClass.POISON;
        }

        public Consumed consumed() {
            return consumed;
        }
    }
}
