package org.periapsis.kit.kafka;

import java.util.Optional;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.kit.failure.FailureClass;
import org.periapsis.kit.observe.Observer;
import org.periapsis.kit.observe.ReaderHealth;

/** What a reader of the log is made of. */
record ReaderParts(
        ConsumerSpec spec,
        KafkaAccess access,
        EventCodec codec,
        BatchHandler handler,
        Optional<OffsetStore> store,
        Observer observer) {
    ReaderHealth health() {
        return observer.reader(spec.name());
    }

    /** Whether it puts records aside, and so has facts to go by. */
    boolean putsAside() {
        return spec.policy() == FailurePolicy.DEAD_LETTER;
    }

    /** A batch failed, and no record of it can be blamed: waited for, since nothing could be put aside. */
    static final class Unblamed extends Exception implements org.periapsis.kit.failure.Classed {
        private static final long serialVersionUID = 1;

        Unblamed(Throwable cause) {
            super("fails without a record: " + cause, cause);
        }

        @Override
        public FailureClass failureClass() {
            return FailureClass.OUTAGE;
        }
    }
}
