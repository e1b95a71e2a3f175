package org.periapsis.session.adapter.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletionStage;

/** Brings what ports answer, on whatever thread, back to the request's own event loop. */
final class Stages {
    private Stages() {}

    static <T> Future<T> future(CompletionStage<T> stage) {
        Context context = Vertx.currentContext();
        return context == null ? Future.fromCompletionStage(stage) : Future.fromCompletionStage(stage, context);
    }

    static <T> Future<T> here(Future<T> elsewhere) {
        return future(elsewhere.toCompletionStage());
    }
}
