package org.periapsis.notifier.adapter.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.http.Aside;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ProblemException;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.kafka.Position;
import org.periapsis.kit.postgres.AppliedPositions;
import org.periapsis.kit.rights.ProductRights;
import org.periapsis.kit.rights.Viewer;
import org.periapsis.notifier.domain.Disclosure;
import org.periapsis.notifier.domain.EventHistory;
import org.periapsis.notifier.domain.LogEvent;
import org.periapsis.notifier.domain.LogHistory;
import org.periapsis.notifier.domain.Place;
import org.periapsis.notifier.domain.PlaceText;
import org.periapsis.notifier.domain.PresentRights;

/** {@code GET /events/history}: what happened to an id, the newest first, as far as the caller may see it. */
public final class HistoryRoutes {
    private static final int USUAL = 100;
    /** Places looked at for one page, of which a caller may see few. */
    private static final int LOOKED_AT = 600;
    /** Bytes of records read for one page, after which it ends early: a single event may have a megabyte. */
    private static final long READ = 16 << 20;
    /** Places looked at in one go, at first and at most. */
    private static final int FIRST = 4;

    private static final int AT_A_TIME = 25;
    /** Characters of a page, after which it ends early. */
    private static final int LONGEST_PAGE = 2 << 20;
    /** A page that is taken more slowly gives its turn to the next: what is not sent has a bound of its own. */
    private static final long SENDING_S = 2;

    private static final Duration CATCH_UP = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final EventHistory history;
    private final LogHistory log;
    private final PresentRights rights;
    private final AppliedPositions applied;
    private final BooleanSupplier whole;
    private final CloudEventJson json;
    private final HistoryTurns turns;

    /**
     * @param whole whether the view has come to the end of the log since it was made
     * @param prefix the deployment's, before topic names
     */
    public HistoryRoutes(
            Vertx vertx,
            EventHistory history,
            LogHistory log,
            PresentRights rights,
            AppliedPositions applied,
            BooleanSupplier whole,
            String prefix) {
        this.vertx = vertx;
        this.history = history;
        this.log = log;
        this.rights = rights;
        this.applied = applied;
        this.whole = whole;
        this.json = new CloudEventJson(prefix);
        this.turns = new HistoryTurns(vertx);
    }

    /** A page in the making. */
    private record Question(
            String about,
            Disclosure disclosure,
            int limit,
            BooleanSupplier gone,
            JsonArray items,
            AtomicInteger length) {
        boolean full() {
            return items.size() >= limit || length.get() >= LONGEST_PAGE;
        }
    }

    /**
     * How much was looked at for a page.
     *
     * @param step how many places to look at next
     */
    private record Looked(int places, long bytes, int step) {
        /** Of long events fewer at once, as many as were read together. */
        Looked and(LogHistory.Placed placed) {
            return new Looked(
                    places + placed.places(),
                    bytes + placed.bytes(),
                    placed.places() < step ? placed.places() : Math.min(AT_A_TIME, 2 * step));
        }

        boolean enough() {
            return places >= LOOKED_AT || bytes >= READ;
        }
    }

    /** Half a history would be taken for all that happened. */
    boolean whole() {
        return whole.getAsBoolean();
    }

    void handle(RoutingContext context) {
        Caller caller = ServiceRoutes.caller(context);
        Question question = new Question(
                context.queryParam("about").get(0),
                new Disclosure(Viewer.of(caller.issuer(), caller.subject(), caller.roles(), caller.teams())),
                limit(context),
                () -> context.response().closed(),
                new JsonArray(),
                new AtomicInteger());
        Optional<Place> before = before(context);
        List<Position> wanted = ServiceRoutes.positions(context);
        caughtUp(wanted)
                .compose(seen -> present(List.of(question.about())))
                .compose(present -> question.disclosure().mayAskAbout(question.about(), present, Instant.now())
                        ? turns.take(context, () -> fill(question, before, new Looked(0, 0, FIRST))
                                .compose(next -> begun(Aside.json(context, () -> page(question, next)))))
                        : Future.succeededFuture(Aside.json(context, () -> page(question, Optional.empty()))))
                .compose(sent -> sent)
                .onFailure(failure -> context.fail(
                        failure instanceof ProblemException
                                ? failure
                                : Problem.unavailable("The history of events does not answer")
                                        .exception(failure)));
    }

    /** @return the sending, when it is done or takes long */
    private Future<Future<Void>> begun(Future<Void> sent) {
        return Future.any(sent, vertx.timer(SENDING_S, TimeUnit.SECONDS))
                .transform(any -> Future.succeededFuture(sent));
    }

    private static int limit(RoutingContext context) {
        // The contract has checked the number.
        return context.queryParam("limit").stream()
                .findFirst()
                .map(Integer::parseInt)
                .orElse(USUAL);
    }

    private static Optional<Place> before(RoutingContext context) {
        return context.queryParam("before").stream().findFirst().map(text -> {
            try {
                return PlaceText.decode(text);
            } catch (IllegalArgumentException e) {
                throw Problem.badRequest(
                                "before",
                                "This is not where a page ended: " + e.getMessage(),
                                "Send next as it came, or leave it out")
                        .exception(e);
            }
        });
    }

    private Future<Void> caughtUp(List<Position> wanted) {
        return wanted.isEmpty()
                ? Future.succeededFuture()
                : applied.await(wanted, CATCH_UP)
                        .compose(seen -> seen
                                ? Future.succeededFuture()
                                : Future.failedFuture(Problem.unavailable("The history has not come to that position")
                                        .field(Position.HEADER)
                                        .exception()));
    }

    /** @return where the next page begins; empty at the end */
    private Future<Optional<Place>> fill(Question question, Optional<Place> before, Looked looked) {
        if (question.gone().getAsBoolean()) {
            return Future.succeededFuture(Optional.empty());
        }
        return future(history.about(question.about(), before, looked.step())).compose(places -> {
            if (places.isEmpty()) {
                return Future.succeededFuture(Optional.empty());
            }
            return future(log.at(places)).compose(placed -> {
                List<Place> seen = places.subList(0, placed.places());
                boolean end = seen.size() == places.size() && places.size() < looked.step();
                Place last = seen.get(seen.size() - 1);
                Looked now = looked.and(placed);
                return shown(question, placed.events())
                        // A single event may have a megabyte.
                        .compose(events -> Aside.call(vertx, () -> add(question, seen, events)))
                        .compose(full -> {
                            if (full.isPresent()) {
                                return Future.succeededFuture(end && full.get().equals(last) ? Optional.empty() : full);
                            }
                            if (end) {
                                return Future.succeededFuture(Optional.empty());
                            }
                            return now.enough()
                                    ? Future.succeededFuture(Optional.of(last))
                                    : fill(question, Optional.of(last), now);
                        });
            });
        });
    }

    private Future<Map<String, ProductRights>> present(Collection<String> ids) {
        return future(rights.of(ids))
                .recover(failure -> Future.failedFuture(Problem.unavailable(
                                "The index of products does not answer, and with it nobody knows what may be told")
                        .exception(failure)));
    }

    /** What of these events the caller gets. */
    private Future<List<Disclosure.Shown>> shown(Question question, List<LogEvent> events) {
        Instant now = Instant.now();
        Set<String> asked = new HashSet<>();
        events.forEach(event -> asked.addAll(question.disclosure().asks(event, now)));
        Future<Map<String, ProductRights>> present =
                asked.isEmpty() ? Future.succeededFuture(Map.of()) : present(asked);
        return present.map(known -> events.stream()
                .flatMap(event -> question.disclosure().of(event, known, now).stream())
                .toList());
    }

    /** @return the place with which the page was full */
    private Optional<Place> add(Question question, List<Place> places, List<Disclosure.Shown> events) {
        Map<String, Disclosure.Shown> byPlace = new HashMap<>();
        events.forEach(shown ->
                byPlace.put(shown.event().partition() + ":" + shown.event().offset(), shown));
        for (Place place : places) {
            Disclosure.Shown shown = byPlace.get(place.partition() + ":" + place.offset());
            if (shown != null && shown.names(question.about())) {
                JsonObject item = json.placed(shown);
                question.items().add(item);
                question.length().addAndGet(item.encode().length());
                if (question.full()) {
                    return Optional.of(place);
                }
            }
        }
        return Optional.empty();
    }

    private static JsonObject page(Question question, Optional<Place> next) {
        JsonObject page = new JsonObject().put("items", question.items());
        next.map(PlaceText::encode).ifPresent(text -> page.put("next", text));
        return page;
    }

    private static <T> Future<T> future(CompletionStage<T> stage) {
        Context context = Vertx.currentContext();
        return Future.fromCompletionStage(stage, context);
    }
}
