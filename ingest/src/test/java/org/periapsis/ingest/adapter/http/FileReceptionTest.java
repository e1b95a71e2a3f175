package org.periapsis.ingest.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.periapsis.ingest.adapter.s3.ObjectUpload;
import org.periapsis.ingest.domain.Refusal;

class FileReceptionTest {
    private final Vertx vertx = Vertx.vertx();
    private final FileReception reception = new FileReception(
            vertx,
            vertx.createSharedWorkerExecutor("inspection"),
            new ObjectUpload(null, "bucket", "key", () -> true),
            1 << 20);

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    /** All of a small form may be here while its file waits for memory, for longer than a part that never ends is waited for. */
    @Test
    void aFileThatWaitsForRoomIsNotTruncated() throws Exception {
        reception.sourceEnded();
        TimeUnit.MILLISECONDS.sleep(2_500);
        Part part = new Part();
        var received = reception.receive(part);
        part.bytes.handle(Buffer.buffer("no FITS"));
        part.end.handle(null);
        Refusal refusal = received.await(20, TimeUnit.SECONDS).refusal().orElseThrow();
        assertThat(refusal.reason()).isNotEqualTo(Refusal.Reason.TRUNCATED);
    }

    @Test
    void aPartThatDoesNotEndWithItsFormIs() throws Exception {
        var received = reception.receive(new Part());
        reception.sourceEnded();
        Refusal refusal = received.await(20, TimeUnit.SECONDS).refusal().orElseThrow();
        assertThat(refusal.reason()).isEqualTo(Refusal.Reason.TRUNCATED);
    }

    private static final class Part implements ReadStream<Buffer> {
        private Handler<Buffer> bytes;
        private Handler<Void> end;

        @Override
        public ReadStream<Buffer> handler(Handler<Buffer> handler) {
            bytes = handler;
            return this;
        }

        @Override
        public ReadStream<Buffer> endHandler(Handler<Void> handler) {
            end = handler;
            return this;
        }

        @Override
        public ReadStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
            return this;
        }

        @Override
        public ReadStream<Buffer> pause() {
            return this;
        }

        @Override
        public ReadStream<Buffer> resume() {
            return this;
        }

        @Override
        public ReadStream<Buffer> fetch(long amount) {
            return this;
        }
    }
}
