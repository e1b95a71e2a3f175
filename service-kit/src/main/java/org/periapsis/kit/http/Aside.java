package org.periapsis.kit.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.Shareable;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;

/**
 * What would hold an event loop up is done beside it: reading, checking, hashing and writing of JSON that may be long. One request
 * does not wait for another's, as long as there is a thread.
 */
public final class Aside {
    /** Longer than this is not for an event loop. */
    public static final int SHORT = 64 << 10;

    private static final String POOL = "periapsis-aside";
    /** It is all work and no waiting. */
    private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

    private Aside() {}

    /** The one of this process: what runs in one JVM shares its threads. */
    private record Pool(WorkerExecutor workers) implements Shareable {
        static WorkerExecutor of(Vertx vertx) {
            return vertx.sharedData()
                    .<String, Pool>getLocalMap(POOL)
                    .computeIfAbsent(POOL, name -> new Pool(vertx.createSharedWorkerExecutor(name, THREADS)))
                    .workers();
        }
    }

    /** Works on a thread of its own, and comes back to where it was asked. */
    public static <T> Future<T> call(Vertx vertx, Callable<T> work) {
        return Pool.of(vertx).executeBlocking(work, false);
    }

    /** Answers a request whose body may be long: what is done before the first wait is done aside when it is. */
    public static <T> Future<T> of(RoutingContext context, Supplier<Future<T>> work) {
        return context.body() == null || context.body().length() <= SHORT
                ? work.get()
                : call(context.vertx(), work::get).compose(begun -> begun);
    }

    /** Makes something of text that may be long. */
    public interface Reading<T> {
        T of(Buffer text);
    }

    /** Reads text that came from somewhere into what it means. */
    public static <T> Future<T> read(Buffer text, Reading<T> reading) {
        Context context = Vertx.currentContext();
        if (text.length() <= SHORT || context == null || !Context.isOnEventLoopThread()) {
            return Future.future(read -> read.complete(reading.of(text)));
        }
        return call(context.owner(), () -> reading.of(text));
    }

    /** Writes JSON that is to be sent, however long it is. */
    public static Future<Buffer> written(JsonObject json) {
        Context context = Vertx.currentContext();
        return context == null ? Future.succeededFuture(json.toBuffer()) : call(context.owner(), json::toBuffer);
    }

    /** Answers with JSON that may be long: it is made, written and packed aside. */
    public static Future<Void> json(RoutingContext context, Callable<?> answer) {
        return made(context, answer).compose(Written::send);
    }

    /** As {@link #json}, for who lets others go on before the answer is sent: how fast it is taken is the reader's to say. */
    public static Future<Written> made(RoutingContext context, Callable<?> answer) {
        boolean packs = Compression.takesGzip(context);
        return call(context.vertx(), () -> Written.of(context, Json.encodeToBuffer(answer.call()), packs));
    }

    /** An answer's text, to be sent. */
    public static final class Written {
        private final RoutingContext context;
        private final Buffer text;
        private final boolean packed;

        private Written(RoutingContext context, Buffer text, boolean packed) {
            this.context = context;
            this.text = text;
            this.packed = packed;
        }

        /** Sends it. */
        public Future<Void> send() {
            context.response().putHeader("Content-Type", "application/json");
            if (packed) {
                context.response().putHeader("Content-Encoding", "gzip");
            }
            return context.response().end(text);
        }

        private static Written of(RoutingContext context, Buffer text, boolean packs) throws IOException {
            if (!packs || text.length() <= SHORT) {
                return new Written(context, text, false);
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() / 4);
            try (GZIPOutputStream gzip = new GZIPOutputStream(bytes, SHORT)) {
                gzip.write(text.getBytes());
            }
            return new Written(context, Buffer.buffer(bytes.toByteArray()), true);
        }
    }
}
