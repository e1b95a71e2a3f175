package org.periapsis.kit.kafka;

/**
 * Takes batches on the consumer's own thread, where blocking is right. Effects first: the offsets follow when this returns.
 * A batch may come again after a failure or a restart, so that handling is idempotent by event id or offset.
 */
@FunctionalInterface
public interface BatchHandler {
    /**
     * @throws PoisonEvent when one event can never be handled: the failure policy is applied to it, and the rest comes again
     * @throws Exception for an outage: the consumer pauses and the batch comes again
     */
    void handle(Batch batch) throws Exception;

    /** One event of the batch can never be handled, however often it is tried. */
    final class PoisonEvent extends Exception {
        private final transient Consumed consumed;

        public PoisonEvent(Consumed consumed, String reason, Throwable cause) {
            super(reason, cause);
            this.consumed = consumed;
        }

        public Consumed consumed() {
            return consumed;
        }
    }
}
