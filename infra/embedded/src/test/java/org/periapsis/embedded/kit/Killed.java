package org.periapsis.embedded.kit;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.periapsis.kit.kafka.EventConsumer;

/** Ends a consumer's thread at once, as a kill of its process would: nothing of the kit goes on after it. */
final class Killed extends VirtualMachineError {
    private static final long serialVersionUID = 1;

    /** Returns when the consumer is dead, and not before it says so. */
    static void awaitDeathOf(EventConsumer consumer) {
        assertThatThrownBy(() -> consumer.ended().get(30, SECONDS)).hasCauseInstanceOf(Killed.class);
    }
}
