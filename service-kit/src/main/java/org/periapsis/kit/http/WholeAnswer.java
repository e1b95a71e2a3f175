package org.periapsis.kit.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/** An answer that is read whole, up to a bound: what somebody answers is not held without one. */
public final class WholeAnswer {
    private WholeAnswer() {}

    /** An answer is longer than what is held of it. */
    public static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooLong(int most) {
            super("the answer is longer than " + most + " bytes");
        }
    }

    /**
     * Reads it, to be asked for before the event loop goes on.
     *
     * @param most bytes
     * @return fails with {@link TooLong} when there are more; its connection is closed then
     */
    public static Future<Buffer> of(HttpClientResponse response, int most) {
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        response.exceptionHandler(whole::tryFail);
        response.endHandler(end -> whole.tryComplete(body));
        response.handler(bytes -> {
            if (whole.future().isComplete()) {
                return;
            }
            if (bytes.length() > most - body.length()) {
                whole.tryFail(new TooLong(most));
                response.request().reset();
            } else {
                body.appendBuffer(bytes);
            }
        });
        return whole.future();
    }
}
