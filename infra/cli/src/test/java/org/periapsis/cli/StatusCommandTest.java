package org.periapsis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class StatusCommandTest {
    @Test
    void tellsWhichReadersAreBehindOrHaveSetAsideAndNothingOfTheOthers() {
        JsonObject readers = new JsonObject()
                .put("view", "catching up: 1200 records, 7 s behind")
                .put("ledger", "reading; set aside: 2 (see periapsis dlq list)")
                .put("tail", "reading")
                .put("spare", "stands by: others read all partitions");

        assertThat(StatusCommand.readers(readers))
                .isEqualTo("  [ledger: reading; set aside: 2 (see periapsis dlq list),"
                        + " view: catching up: 1200 records, 7 s behind]");
        assertThat(StatusCommand.readers(new JsonObject().put("tail", "reading")))
                .isEmpty();
    }
}
