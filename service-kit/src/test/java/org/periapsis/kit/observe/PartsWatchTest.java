package org.periapsis.kit.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.periapsis.kit.Soon;

class PartsWatchTest {
    private final Vertx vertx = Vertx.vertx();
    private final Observer observer = new Observer("test", "");
    private final AtomicReference<Future<?>> answer = new AtomicReference<>();
    private final PartsWatch watch = new PartsWatch(vertx, observer, "test", List.of(new Probe("store", answer::get)));

    @AfterEach
    void stop() throws Exception {
        watch.stop().await(10, TimeUnit.SECONDS);
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void isReadyOnceAPartAnswersAndNotWhileItDoesNot() throws Exception {
        answer.set(Future.failedFuture(new IOException("outer", new IOException("connection refused"))));
        Future<Void> there = watch.start();
        Soon.holds("it is told", () -> check().detail().equals("connection refused"));
        assertThat(observer.ready()).isFalse();
        assertThat(watch.awaited()).containsEntry("store", "connection refused");
        assertThat(there.isComplete()).isFalse();

        answer.set(Future.succeededFuture());
        there.await(10, TimeUnit.SECONDS);
        assertThat(observer.ready()).isTrue();
        assertThat(watch.awaited()).isEmpty();

        answer.set(Future.failedFuture("no such key"));
        Soon.holds("it is not ready", () -> !observer.ready());
        assertThat(check().detail()).isEqualTo("no such key");
    }

    @Test
    void takesNoAnswerForAnOutage() throws Exception {
        answer.set(Promise.promise().future());
        watch.start();
        Soon.holds("it is told", () -> check().detail().startsWith("does not answer in"));
        assertThat(observer.ready()).isFalse();
    }

    private Observer.Check check() {
        return observer.checks().get("store");
    }
}
