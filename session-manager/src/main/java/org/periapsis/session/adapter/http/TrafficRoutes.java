package org.periapsis.session.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;
import org.periapsis.events.door.Instants;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.session.domain.request.RequestRefused;
import org.periapsis.session.domain.view.TrafficView;

/** {@code GET /sites/traffic}: bytes read in place against bytes moved. */
final class TrafficRoutes {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration USUAL = Duration.ofHours(24);
    private static final Duration LONGEST = Duration.ofDays(92);
    private static final int MOST = 10_000;

    private final TrafficView view;
    private final Freshness freshness;
    private final Clock clock;

    TrafficRoutes(TrafficView view, Freshness freshness, Clock clock) {
        this.view = view;
        this.freshness = freshness;
        this.clock = clock;
    }

    void mount(RouterBuilder routes) {
        routes.getRoute("readTraffic").addHandler(context -> Answers.with(context, this::traffic));
    }

    private Future<Void> traffic(RoutingContext context) {
        Duration step = parameter(context, "step", "Give an ISO 8601 duration such as PT1H or P1D", Duration::parse)
                .orElse(HOUR);
        if (step.compareTo(HOUR) < 0
                || step.compareTo(LONGEST) > 0
                || !step.equals(step.truncatedTo(ChronoUnit.HOURS))) {
            throw RequestRefused.invalid("step", "The sums are kept by the hour", "Give whole hours, PT1H at least");
        }
        String iso = "Give an ISO 8601 time such as 2026-11-22T00:00:00Z";
        Instant to = up(
                parameter(context, "to", iso, text -> Instants.of("to", text)).orElseGet(clock::instant));
        Instant from = parameter(context, "from", iso, text -> Instants.of("from", text))
                .map(time -> time.truncatedTo(ChronoUnit.HOURS))
                .orElse(to.minus(USUAL));
        if (!from.isBefore(to) || Duration.between(from, to).compareTo(LONGEST) > 0) {
            throw RequestRefused.invalid(
                    "from", "From " + from + " to " + to + " is not up to 92 days", "Give from before to, not too far");
        }
        Optional<String> site = Optional.ofNullable(context.request().getParam("site"));
        TrafficView.Question question = new TrafficView.Question(site, from, to, step, MOST + 1);
        return freshness
                .require(ServiceRoutes.positions(context))
                .compose(fresh -> Stages.future(view.traffic(question)))
                .compose(sums -> {
                    if (sums.size() > MOST) {
                        throw RequestRefused.invalid(
                                "step", "That is more than " + MOST + " sums", "Give a longer step, or one site");
                    }
                    JsonArray items = new JsonArray();
                    sums.forEach(sum -> items.add(json(sum)));
                    return context.json(new JsonObject()
                            .put("step", step.toString())
                            .put("from", from.toString())
                            .put("to", to.toString())
                            .put("items", items));
                });
    }

    private static Instant up(Instant time) {
        Instant hour = time.truncatedTo(ChronoUnit.HOURS);
        return hour.equals(time) ? hour : hour.plus(HOUR);
    }

    private static <T> Optional<T> parameter(
            RoutingContext context, String name, String remedy, Function<String, T> parse) {
        try {
            return Optional.ofNullable(context.request().getParam(name))
                    .filter(text -> !text.isEmpty() && text.length() <= 30)
                    .map(parse);
        } catch (DateTimeException | ArithmeticException e) {
            throw new RequestRefused(RequestRefused.Code.INVALID, name, "It is not understood", remedy, e);
        }
    }

    private static JsonObject json(TrafficView.Sum sum) {
        return new JsonObject()
                .put("site", sum.site())
                .put("time", sum.time().toString())
                .put("in_place_bytes", sum.inPlaceBytes())
                .put("moved_bytes", sum.movedBytes())
                .put("runs", sum.runs());
    }
}
