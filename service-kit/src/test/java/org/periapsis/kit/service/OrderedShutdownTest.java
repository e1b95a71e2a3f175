package org.periapsis.kit.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderedShutdownTest {
    private final List<String> closed = new ArrayList<>();
    private final OrderedShutdown shutdown = new OrderedShutdown("test");

    private void part(String name, Future<Void> result) {
        shutdown.add(name, () -> {
            closed.add(name);
            return result;
        });
    }

    @Test
    void closesTheLastOpenedFirstThoughOneFails() {
        part("pool", Future.succeededFuture());
        part("publisher", Future.failedFuture("broken"));
        part("consumer", Future.succeededFuture());
        shutdown.add("server", () -> {
            throw new IllegalStateException("thrown");
        });
        assertThat(shutdown.close().succeeded()).isTrue();
        assertThat(closed).containsExactly("consumer", "publisher", "pool");
    }

    @Test
    void closesEachPartOnce() {
        part("pool", Future.succeededFuture());
        shutdown.close();
        shutdown.close();
        assertThat(closed).containsExactly("pool");
    }
}
