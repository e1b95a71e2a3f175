package org.periapsis.ingest.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.core.parsetools.RecordParser;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.periapsis.ingest.domain.RefusedException;
import org.periapsis.ingest.domain.intake.Draft;
import org.periapsis.ingest.domain.intake.IntakeDesk.Admission;
import org.periapsis.ingest.domain.intake.Pace;
import org.periapsis.ingest.domain.intake.Reception;
import org.periapsis.ingest.domain.intake.Refusals;
import org.periapsis.kit.http.Aside;
import org.periapsis.kit.http.Problem;

/** Takes products by reference: one as JSON, or many as newline-delimited JSON with an answer a line. */
final class ReferenceHandler {
    static final int REFERENCE_BYTES = 1 << 20;
    private static final int BYTES_TOGETHER = 2 << 20;
    private static final int LINES_TOGETHER = 500;
    /** Of what follows a line that is too long. */
    private static final long REST_BYTES = 16L << 20;

    private static final long REST_MS = 5_000;
    private static final Buffer LINE_END = Buffer.buffer("\n");

    private final Vertx vertx;
    private final References references;
    private final Reception reception;
    private final Pace pace;

    ReferenceHandler(Vertx vertx, References references, Reception reception, Pace pace) {
        this.vertx = vertx;
        this.references = references;
        this.reception = reception;
        this.pace = pace;
    }

    /** The body has been read. */
    void one(RoutingContext context) {
        Buffer body = context.body().buffer();
        Offering offering = Offering.of(context);
        take(offering, "reference", body == null ? Buffer.buffer() : body)
                .compose(taken -> after(pace.give(offering.archive(), 1)).map(taken))
                .compose(taken -> Answers.taken(context, taken.draft, List.of(), taken.admission))
                .onFailure(failure -> context.fail(IngestProblems.unwrap(failure)));
    }

    void lines(RoutingContext context) {
        Offering offering = Offering.of(context);
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        response.putHeader("Content-Type", "application/x-ndjson").setChunked(true);
        List<Future<JsonObject>> group = new ArrayList<>();
        // Not on the stream itself: one that is paused loses lines at the stream's end, and tells of the end again and
        // again.
        RecordParser lines = RecordParser.newDelimited("\n").maxRecordSize(REFERENCE_BYTES);
        Chain chain = new Chain(request, offering.archive());
        lines.exceptionHandler(tooLong -> tooLong(context, chain, group));
        lines.handler(line -> {
            chain.read++;
            if (chain.cut) {
                return;
            }
            if (line.length() > 0 && !line.toString().isBlank()) {
                group.add(line(context, offering, line));
                chain.bytes += line.length();
                if (group.size() >= LINES_TOGETHER || chain.bytes >= BYTES_TOGETHER) {
                    chain.write(response, List.copyOf(group));
                    group.clear();
                }
            }
        });
        request.exceptionHandler(gone -> {
            if (!response.ended()) {
                response.reset();
            }
        });
        request.handler(Heard.by(context, lines));
        request.endHandler(Heard.by(context, end -> {
            // The last line may have no end of its own.
            lines.handle(LINE_END);
            if (chain.cut) {
                return;
            }
            chain.over = true;
            chain.write(response, List.copyOf(group));
            chain.last
                    .onSuccess(done -> response.end())
                    // Some lines have no answer: nobody shall take it for whole.
                    .onFailure(failure -> response.reset());
        }));
    }

    /**
     * The parser would keep a line without end. What came before it is answered, then what was wrong with it; the rest goes
     * nowhere, and is read so far that whoever sends it looks for the answer.
     */
    private void tooLong(RoutingContext context, Chain chain, List<Future<JsonObject>> group) {
        if (chain.cut) {
            return;
        }
        chain.cut = true;
        if (!group.isEmpty()) {
            chain.write(context.response(), List.copyOf(group));
        }
        Problem problem = Problem.of(
                        "too-large",
                        413,
                        "Line " + (chain.read + 1) + " has more than " + REFERENCE_BYTES
                                + " bytes; it and what follows was not read")
                .field("line " + (chain.read + 1))
                .remedy("Send one reference a line, each of at most " + REFERENCE_BYTES + " bytes");
        HttpServerRequest request = context.request();
        long[] rest = {REST_BYTES};
        request.handler(bytes -> {
            rest[0] -= bytes.length();
            if (rest[0] < 0) {
                request.handler(more -> {});
                vertx.setTimer(REST_MS, late -> request.connection().close());
                closed(context, chain, problem);
            }
        });
        request.endHandler(end -> {
            if (rest[0] >= 0) {
                closed(context, chain, problem);
            }
        });
        request.resume();
    }

    private static void closed(RoutingContext context, Chain chain, Problem problem) {
        HttpServerResponse response = context.response();
        chain.last
                .compose(done -> {
                    if (response.ended() || response.closed()) {
                        return Future.succeededFuture();
                    }
                    if (!response.headWritten()) {
                        context.fail(problem.exception());
                        return Future.succeededFuture();
                    }
                    return response.end(json(problem).encode() + "\n");
                })
                .onFailure(failure -> response.reset());
    }

    private static JsonObject json(Problem problem) {
        JsonObject answer = new JsonObject()
                .put("status", problem.status())
                .put("code", problem.code())
                .put("detail", problem.detail());
        problem.field().ifPresent(field -> answer.put("field", field));
        problem.remedy().ifPresent(remedy -> answer.put("remedy", remedy));
        return answer;
    }

    /** Answers in order, with at most two groups of lines in hand. */
    private final class Chain {
        private final HttpServerRequest request;
        private final String archive;
        private Future<Void> last = Future.succeededFuture();
        private int open;
        /** Of the group that is being gathered. */
        private int bytes;
        /** Lines that have been read, blank ones too. */
        private long read;
        /** A line had no end within what one may have. */
        private boolean cut;
        /** All lines have come. */
        private boolean over;

        Chain(HttpServerRequest request, String archive) {
            this.request = request;
            this.archive = archive;
        }

        void write(HttpServerResponse response, List<Future<JsonObject>> group) {
            bytes = 0;
            if (++open >= 2 && !over && !cut) {
                request.pause();
            }
            Future<Void> before = last;
            Future<Void> turn = after(pace.give(archive, group.size()));
            last = Future.join(group)
                    .otherwiseEmpty()
                    .compose(done -> before)
                    .compose(done -> turn)
                    .compose(done -> Aside.call(vertx, () -> text(group)))
                    .compose(text -> {
                        open--;
                        if (!over) {
                            request.resume();
                        }
                        return response.ended() || response.closed() ? Future.succeededFuture() : response.write(text);
                    });
        }
    }

    private static Buffer text(List<Future<JsonObject>> group) {
        Buffer text = Buffer.buffer();
        group.forEach(line -> text.appendString(line.result().encode()).appendString("\n"));
        return text;
    }

    private Future<Void> after(Duration wait) {
        return wait.isZero()
                ? Future.succeededFuture()
                : vertx.timer(wait.toMillis() + 1).mapEmpty();
    }

    private record Taken(Draft draft, Admission admission) {}

    private Future<JsonObject> line(RoutingContext context, Offering offering, Buffer json) {
        return take(offering, "bulk", json)
                .map(taken -> {
                    Answers.noted(context, taken.draft, taken.admission);
                    return Answers.json(taken.draft, List.of(), taken.admission)
                            .put("status", Answers.status(taken.admission));
                })
                .otherwise(failure -> {
                    Problem problem = IngestProblems.of(failure);
                    if (problem == null) {
                        problem = Problem.unavailable("The event log or the ledger does not answer");
                    }
                    return json(problem);
                });
    }

    private Future<Taken> take(Offering offering, String intake, Buffer json) {
        return references
                .draft(offering, intake, json)
                .compose(draft -> stage(reception.take(draft)).map(admission -> new Taken(draft, admission)))
                .recover(failure -> {
                    Throwable cause = IngestProblems.unwrap(failure);
                    if (!(cause instanceof RefusedException refused)) {
                        return Future.failedFuture(cause);
                    }
                    return Aside.read(json, References::source)
                            .map(source -> new Refusals.Offer(
                                    offering.archive(), intake, source, Optional.empty(), Optional.empty()))
                            .compose(offer -> stage(reception.refuse(offer, refused.refusal())))
                            .compose(written -> Future.failedFuture(refused));
                });
    }

    private <T> Future<T> stage(java.util.concurrent.CompletionStage<T> stage) {
        return Future.fromCompletionStage(stage, vertx.getOrCreateContext());
    }
}
