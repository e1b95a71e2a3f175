package org.periapsis.ingest.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.periapsis.fits.header.Hdu;
import org.periapsis.ingest.adapter.fits.FitsLimits;
import org.periapsis.ingest.adapter.fits.FitsReader;
import org.periapsis.ingest.adapter.s3.ObjectUpload;
import org.periapsis.ingest.domain.Refusal;
import org.periapsis.ingest.domain.RefusedException;
import org.periapsis.ingest.domain.intake.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file on its way from a request into the store: hashed and its headers read as it passes. A file that turns out wrong is
 * read on for a while without being stored, so that its sender hears why. Used on one Vert.x context.
 */
final class FileReception {
    private static final Logger LOG = LoggerFactory.getLogger(FileReception.class);
    private static final long READ_ON = 64L << 20;
    private static final long SILENCE_MS = 300;
    private static final int SILENT_LOOKS = 4;

    /**
     * What came.
     *
     * @param sha256 empty when it was not read to its end
     */
    record Received(Optional<String> sha256, long size, boolean gzip, List<Hdu> hdus, Optional<Refusal> refusal) {}

    private final Vertx vertx;
    private final WorkerExecutor workers;
    private final ObjectUpload upload;
    private final long limit;
    private final MessageDigest digest = Sha256.digest();
    private final FitsReader reader = new FitsReader(FitsLimits.STANDARD);
    private final Promise<Received> promise = Promise.promise();
    private long size;
    private long refusedAt;
    private volatile Refusal refusal;
    /** There is room for it: before, it waits where it is. */
    private boolean receiving;

    private boolean inHand;
    private boolean discarded;
    private boolean ended;

    /** @param workers that inspect what comes */
    FileReception(Vertx vertx, WorkerExecutor workers, ObjectUpload upload, long limit) {
        this.vertx = vertx;
        this.workers = workers;
        this.upload = upload;
        this.limit = limit;
    }

    /** Completes when the object is stored or the file is refused; fails when the sender or the store does. */
    Future<Received> receive(ReadStream<Buffer> stream) {
        receiving = true;
        stream.exceptionHandler(promise::tryFail);
        stream.handler(bytes -> accept(stream, bytes));
        stream.endHandler(end -> finish());
        return promise.future()
                .onComplete(done -> workers.executeBlocking(
                        () -> {
                            reader.close();
                            return null;
                        },
                        false))
                .recover(failure -> {
                    discard();
                    return Future.failedFuture(failure);
                });
    }

    /** The sender is gone: what was stored is removed. */
    void abort(Throwable cause) {
        promise.tryFail(cause);
    }

    /** The form is over: what is still to come of the part is here already. */
    void sourceEnded() {
        lookForEnd(0);
    }

    private void accept(ReadStream<Buffer> stream, Buffer bytes) {
        if (promise.future().isComplete()) {
            return;
        }
        size += bytes.length();
        inHand = true;
        stream.pause();
        // Hashing and inflating are not for an event loop: a few kilobytes may be gigabytes.
        workers.executeBlocking(() -> inspect(bytes.getBytes()), false)
                .compose(found -> refusal == null && !promise.future().isComplete()
                        ? upload.write(bytes)
                        : Future.succeededFuture())
                .onFailure(promise::tryFail)
                .onComplete(taken -> {
                    if (refusal != null && size - refusedAt > READ_ON) {
                        promise.tryComplete(
                                new Received(Optional.empty(), size, false, List.of(), Optional.of(refusal)));
                    }
                    if (refusal != null && !discarded) {
                        discarded = true;
                        discard();
                    }
                    inHand = false;
                    stream.resume();
                });
    }

    private Void inspect(byte[] bytes) {
        digest.update(bytes);
        if (refusal == null) {
            check(bytes);
        }
        return null;
    }

    /**
     * A part without its closing boundary never ends: seen when for a while nothing of it is in hand, and nothing comes. Looked at
     * more than once: what had come while this thread was held up is handed over between two looks.
     *
     * @param silent looks, one after the other, at which nothing had come
     */
    private void lookForEnd(int silent) {
        long before = size;
        vertx.setTimer(SILENCE_MS, later -> {
            if (ended || promise.future().isComplete()) {
                return;
            }
            boolean comes = !receiving || inHand || size != before;
            if (comes || silent + 1 < SILENT_LOOKS) {
                lookForEnd(comes ? 0 : silent + 1);
                return;
            }
            promise.tryComplete(new Received(
                    Optional.empty(),
                    size,
                    false,
                    List.of(),
                    Optional.of(new Refusal(
                            Refusal.Reason.TRUNCATED,
                            "file",
                            "the form ends before its closing boundary",
                            "send the whole form again"))));
            discard();
        });
    }

    private void check(byte[] bytes) {
        try {
            if (size > limit) {
                throw new RefusedException(new Refusal(
                        Refusal.Reason.TOO_LARGE,
                        "file",
                        "the file is larger than " + limit + " bytes",
                        "put it into the store and give it by reference"));
            }
            reader.accept(bytes, 0, bytes.length);
        } catch (RefusedException e) {
            refuse(e.refusal());
        }
    }

    private void finish() {
        ended = true;
        workers.executeBlocking(this::whole, false)
                .onComplete(
                        received -> {
                            if (refusal != null) {
                                promise.tryComplete(received);
                            } else {
                                upload.finish()
                                        .map(done -> received)
                                        .onComplete(promise::tryComplete, promise::tryFail);
                            }
                        },
                        promise::tryFail);
    }

    /** What came, once all of it has passed. */
    private Received whole() {
        List<Hdu> hdus = List.of();
        if (refusal == null) {
            try {
                hdus = reader.finish();
            } catch (RefusedException e) {
                refuse(e.refusal());
            }
        }
        return new Received(
                Optional.of(Sha256.hex(digest.digest())), size, reader.isGzip(), hdus, Optional.ofNullable(refusal));
    }

    private void refuse(Refusal found) {
        refusedAt = size;
        refusal = found;
    }

    /** Removes what was stored; a failure leaves an object that no event names. */
    void discard() {
        upload.discard()
                .onFailure(e -> LOG.warn(
                        "event=orphan bucket={} key={} cause={}", upload.bucket(), upload.key(), e.toString()));
    }
}
