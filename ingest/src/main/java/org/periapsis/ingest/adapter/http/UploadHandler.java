package org.periapsis.ingest.adapter.http;

import io.netty.handler.codec.DecoderException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import io.vertx.ext.web.RoutingContext;
import java.nio.channels.ClosedChannelException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.periapsis.events.ProductFile;
import org.periapsis.events.StoredObject;
import org.periapsis.events.door.Authorities;
import org.periapsis.events.door.Flaw;
import org.periapsis.events.door.Utf8;
import org.periapsis.ingest.IngestConfig;
import org.periapsis.ingest.adapter.http.FileReception.Received;
import org.periapsis.ingest.adapter.s3.ObjectUpload;
import org.periapsis.ingest.adapter.s3.S3Store;
import org.periapsis.ingest.domain.Refusal;
import org.periapsis.ingest.domain.RefusedException;
import org.periapsis.ingest.domain.header.HeaderReading;
import org.periapsis.ingest.domain.header.ObservationReader;
import org.periapsis.ingest.domain.intake.Content;
import org.periapsis.ingest.domain.intake.Describer;
import org.periapsis.ingest.domain.intake.Draft;
import org.periapsis.ingest.domain.intake.Origin;
import org.periapsis.ingest.domain.intake.Reception;
import org.periapsis.ingest.domain.intake.Refusals;
import org.periapsis.kit.http.ClientAddress;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.Shares;

/** Takes a file: as a multipart form with its metadata beside it, or as the body itself. */
final class UploadHandler {
    /**
     * Where uploads go and how many at once.
     *
     * @param accessBase put before the download address; empty for none
     * @param authorities under which archives may name products
     */
    record Settings(String bucket, IngestConfig.Limits limits, String accessBase, Authorities authorities) {}

    private static final int METADATA_BYTES = 1 << 20;
    private static final String INTAKE = "http";
    private static final long LEAST_BYTES = 64 << 10;
    private static final long REST_MS = 1_000;

    private final Vertx vertx;
    private final S3Store store;
    private final Reception reception;
    private final Settings settings;
    private final WorkerExecutor workers;
    private final Shares slots;
    private final UploadMemory memory;

    UploadHandler(Vertx vertx, WorkerExecutor workers, S3Store store, Reception reception, Settings settings) {
        this.vertx = vertx;
        this.workers = workers;
        this.store = store;
        this.reception = reception;
        this.settings = settings;
        // One who uploads leaves room for another.
        int atOnce = settings.limits.uploads();
        this.slots = new Shares(atOnce, Math.max(1, atOnce * 3 / 4));
        this.memory = UploadMemory.of(vertx, settings.limits.uploadMemory());
    }

    /** multipart/form-data: parts {@code file} and, optionally, {@code metadata}. */
    void form(RoutingContext context) {
        Offering offering = Offering.of(context);
        HttpServerRequest request = context.request();
        Form form = new Form();
        try {
            request.setExpectMultipart(true);
        } catch (RuntimeException e) {
            // Vert.x reads the boundary here, and names no exception for one that is not there.
            throw noForm(e);
        }
        request.uploadHandler(Heard.by(context, part -> {
            if (part.name().equals("metadata")) {
                collect(part, form);
            } else if (form.file == null) {
                form.begin(() -> begin(context, offering, part.filename(), part), part);
            } else {
                form.second = true;
                part.handler(bytes -> {});
            }
        }));
        request.exceptionHandler(gone -> {
            if (form.file != null) {
                form.file.reception.abort(gone);
            }
            context.fail(gone instanceof DecoderException ? unreadable(gone) : gone);
        });
        request.endHandler(Heard.by(context, end -> {
            request.formAttributes().getAll("metadata").forEach(form::attribute);
            if (form.file != null) {
                form.file.reception.sourceEnded();
            }
            if (form.failure != null) {
                context.fail(form.failure);
            } else {
                end(context, offering, form.file, () -> form.fields(context));
            }
        }));
    }

    private static RuntimeException unreadable(Throwable failure) {
        // The decoder has no exception of its own for it.
        boolean tooLong = String.valueOf(failure.getMessage()).contains("Size exceed");
        return tooLong ? Form.bad("a field of the form is too long", "send at most 1 MiB") : noForm(failure);
    }

    private static RuntimeException noForm(Throwable cause) {
        return Problem.badRequest(
                        "body",
                        "The body is not a form of several parts",
                        "Send multipart/form-data with its boundary, or the file itself as application/fits")
                .exception(cause);
    }

    /** The body is the file; name, collection and the rest are query parameters. */
    void body(RoutingContext context) {
        Offering offering = Offering.of(context);
        String name = context.queryParams().get("name");
        if (name == null) {
            throw Problem.badRequest("name", "The query parameter name is missing", "Add ?name=<file name>")
                    .exception();
        }
        Transit file = begin(context, offering, name, context.request());
        end(context, offering, file, () -> query(context));
    }

    private Transit begin(RoutingContext context, Offering offering, String offered, ReadStream<Buffer> stream) {
        String name = Offering.fileName(offered);
        String who = ClientAddress.who(context);
        slots.enter(who).ifPresent(refusal -> {
            throw full(refusal).exception();
        });
        // A name of its own for every attempt: removing a failed one can never touch an accepted product.
        String key = offering.archive() + "/" + UUID.randomUUID() + "/" + name;
        Memory held = new Memory();
        ObjectUpload upload = new ObjectUpload(store, settings.bucket, key, held::larger);
        FileReception file = new FileReception(vertx, workers, upload, settings.limits.fileBytes());
        // Nothing more is read of it until there is room.
        stream.pause();
        context.addEndHandler(ended -> file.abort(new ClosedChannelException()));
        Future<Received> received = memory.take(vertx, needed(context.request()), settings.limits.patience())
                .onFailure(full -> turnAway(context, stream, full))
                .compose(lease -> {
                    held.lease = lease;
                    Future<Received> taken = file.receive(stream);
                    stream.resume();
                    return taken.onComplete(done -> upload.letGo().onComplete(gone -> lease.close()));
                });
        return new Transit(name, key, file, received.onComplete(done -> slots.leave(who)));
    }

    /** What an upload has of the memory. */
    private static final class Memory {
        private UploadMemory.Lease lease;

        boolean larger() {
            return lease.grow(ObjectUpload.LARGE_PART - ObjectUpload.SMALL_PART);
        }
    }

    /** Of memory: a part, or what a short body can become. */
    private static long needed(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return length == null
                ? ObjectUpload.SMALL_PART
                : Math.min(ObjectUpload.SMALL_PART, Math.max(LEAST_BYTES, 2 * Long.parseLong(length)));
    }

    /** Who sends on hears the answer before the connection goes. */
    private void turnAway(RoutingContext context, ReadStream<Buffer> stream, Throwable why) {
        context.response().putHeader("Connection", "close");
        context.fail(why);
        stream.handler(rest -> {});
        stream.resume();
        vertx.setTimer(REST_MS, rest -> context.request().connection().close());
    }

    private Problem full(Shares.Refusal refusal) {
        return switch (refusal) {
            case SHARE -> Problem.tooMuch("too-many-uploads", "You have as many uploads open as one may have here");
            case FULL -> Problem.unavailable("This site takes " + settings.limits.uploads() + " uploads at once");
        };
    }

    private void end(RoutingContext context, Offering offering, Transit file, Supplier<Map<String, Object>> fields) {
        if (file == null) {
            context.fail(Problem.badRequest("file", "The part file is missing", "Send a part named file")
                    .exception());
            return;
        }
        file.received
                .compose(received -> refusedOrDraft(context, offering, file, received, fields))
                .compose(described -> stage(reception.take(described.draft))
                        .onSuccess(admission -> {
                            if (!admission.verdict().usesObjects()) {
                                file.reception.discard();
                            }
                        })
                        .recover(failure -> refused(offering, file, Optional.empty(), failure))
                        .compose(admission -> Answers.taken(context, described.draft, described.leftOut, admission)))
                .onFailure(failure -> context.fail(IngestProblems.unwrap(failure)));
    }

    private Future<Described> refusedOrDraft(
            RoutingContext context,
            Offering offering,
            Transit file,
            Received received,
            Supplier<Map<String, Object>> fields) {
        if (received.refusal().isPresent()) {
            if (received.sha256().isEmpty()) {
                context.response().putHeader("Connection", "close");
            }
            return refused(
                    offering,
                    file,
                    Optional.of(received),
                    new RefusedException(received.refusal().get()));
        }
        return vertx.executeBlocking(() -> draft(offering, file, received, fields.get()), false)
                .recover(failure -> refused(offering, file, Optional.of(received), failure));
    }

    /** Writes the refusal down, and fails with it. Other failures pass. */
    private <T> Future<T> refused(Offering offering, Transit file, Optional<Received> received, Throwable failure) {
        Throwable cause = IngestProblems.unwrap(failure);
        if (!(cause instanceof RefusedException refusal)) {
            // Whether the log has the event is not known, so the object stays: the reconciler can tell later.
            return Future.failedFuture(cause);
        }
        file.reception.discard();
        Refusals.Offer offer = new Refusals.Offer(
                offering.archive(),
                INTAKE,
                Optional.of(file.name),
                received.flatMap(Received::sha256),
                received.map(Received::size));
        return stage(reception.refuse(offer, refusal.refusal())).compose(written -> Future.failedFuture(refusal));
    }

    private Described draft(Offering offering, Transit file, Received received, Map<String, Object> fields) {
        String sha256 = received.sha256().orElseThrow();
        Declared.check(fields, sha256, received.size());
        HeaderReading reading = ObservationReader.read(received.hdus());
        Optional<String> collection =
                Optional.ofNullable(fields.remove("collection")).map(String::valueOf);
        Describer.Description described = Describer.describe(
                new Describer.Statement(offering.archive(), file.name, collection, fields),
                Optional.of(reading),
                settings.authorities);
        String type = received.gzip() ? "application/gzip" : "application/fits";
        var obscore = Access.complete(described.obscore(), settings.accessBase, type, received.size());
        ProductFile asFile = ProductFile.newBuilder()
                .setName(file.name)
                .setSize(received.size())
                .setSha256(sha256)
                .setContentType(type)
                .build();
        StoredObject object = StoredObject.newBuilder()
                .setBucket(settings.bucket)
                .setKey(file.key)
                .setSize(received.size())
                .setSha256(sha256)
                .setName(file.name)
                .setContentType(type)
                .build();
        Draft draft = new Draft(
                Origin.archive(offering.archive(), INTAKE, Optional.of(offering.trace())),
                obscore,
                Content.of(List.of(asFile), List.of(object)),
                described.idGiven(),
                described.given(),
                offering.expectedRevision());
        return new Described(draft, reading.leftOut());
    }

    private static Map<String, Object> query(RoutingContext context) {
        Map<String, Object> fields = new HashMap<>();
        for (Map.Entry<String, String> entry : context.queryParams()) {
            if (fields.put(entry.getKey(), Declared.value(entry.getValue())) != null) {
                throw new RefusedException(new Refusal(
                        Refusal.Reason.BAD_METADATA, entry.getKey(), "it is given more than once", "give it once"));
            }
        }
        fields.remove("name");
        return fields;
    }

    private static void collect(ReadStream<Buffer> part, Form form) {
        Buffer text = Buffer.buffer();
        part.handler(bytes -> {
            if (text.length() <= METADATA_BYTES) {
                text.appendBuffer(bytes);
            }
        });
        part.endHandler(end -> form.attribute(Utf8.is(text.getBytes()) ? text.toString() : Form.MENDED));
    }

    private <T> Future<T> stage(java.util.concurrent.CompletionStage<T> stage) {
        return Future.fromCompletionStage(stage, vertx.getOrCreateContext());
    }

    /** @param leftOut of what its headers say */
    private record Described(Draft draft, List<Flaw> leftOut) {}

    /** A file between the request and the log. */
    private record Transit(String name, String key, FileReception reception, Future<Received> received) {}

    /** The parts of a multipart request, as they come. */
    private static final class Form {
        /** What decoders put for bytes that are no UTF-8. */
        static final String MENDED = "\uFFFD";

        private Transit file;
        private RuntimeException failure;
        private String metadata;
        private boolean second;
        private boolean secondMetadata;

        /** Within a part's handler an exception would reach nobody. */
        void begin(Supplier<Transit> transit, ReadStream<Buffer> part) {
            try {
                file = transit.get();
            } catch (RuntimeException e) {
                failure = failure == null ? e : failure;
                part.handler(bytes -> {});
            }
        }

        void attribute(String text) {
            secondMetadata |= metadata != null;
            metadata = text;
        }

        Map<String, Object> fields(RoutingContext context) {
            if (second) {
                throw new RefusedException(new Refusal(
                        Refusal.Reason.BAD_METADATA, "file", "there is more than one file", "send one file a request"));
            }
            if (secondMetadata) {
                throw bad("there are metadata more than once", "send them in one part");
            }
            if (metadata != null && metadata.length() > METADATA_BYTES) {
                throw bad("the metadata are too long", "send at most 1 MiB");
            }
            if (metadata != null && metadata.contains(MENDED)) {
                throw bad("the metadata are not UTF-8", "encode them as UTF-8");
            }
            Map<String, Object> fields =
                    metadata == null || metadata.isBlank() ? new HashMap<>() : Offering.fields(metadata);
            fields.putAll(query(context));
            return fields;
        }

        private static RefusedException bad(String detail, String remedy) {
            return new RefusedException(new Refusal(Refusal.Reason.BAD_METADATA, "metadata", detail, remedy));
        }
    }
}
