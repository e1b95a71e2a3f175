package org.periapsis.kit.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.periapsis.kit.config.PostgresConfig;
import org.periapsis.kit.config.Secret;

class ViewStoreTest {
    private final ViewStore store = new ViewStore(
            new PostgresConfig("nowhere.invalid", 1, "d", "u", new Secret("p"), "u", 1), "view", topic -> topic);

    /** Its reader stands at the end of the log, and hears of it at its next turn. */
    @Test
    void aViewThatWasLostIsNotWholeUntilItsReaderHasStartedOver() {
        store.caughtUp();
        assertThat(store.whole()).isTrue();
        store.lost();
        store.caughtUp();
        assertThat(store.whole()).as("what was read before is gone").isFalse();
        assertThat(store.startsOver()).isTrue();
        assertThat(store.whole()).isFalse();
        store.caughtUp();
        assertThat(store.whole()).isTrue();
        assertThat(store.startsOver()).isFalse();
    }
}
