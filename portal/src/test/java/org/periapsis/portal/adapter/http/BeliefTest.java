package org.periapsis.portal.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BeliefTest {
    @Test
    void whoIsBelievedDoesNotWaitForOneThatIsSilent() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            Promise<String> never = Promise.promise();
            Future<String> answer =
                    Belief.soon(true, never.future()).recover(late -> Future.succeededFuture("believed"));
            assertThat(answer.await(20, TimeUnit.SECONDS)).isEqualTo("believed");
        } finally {
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }
}
