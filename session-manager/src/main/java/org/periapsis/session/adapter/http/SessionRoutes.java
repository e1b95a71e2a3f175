package org.periapsis.session.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.periapsis.events.SessionRenewalRequested;
import org.periapsis.events.SessionStopRequested;
import org.periapsis.events.door.Numbers;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.session.domain.request.RequestLimits;
import org.periapsis.session.domain.request.RequestLog;
import org.periapsis.session.domain.request.RequestRefused;
import org.periapsis.session.domain.view.Party;
import org.periapsis.session.domain.view.SessionLease;
import org.periapsis.session.domain.view.SessionState;
import org.periapsis.session.domain.view.Views.Found;

/** Sessions: ask for one, watch it, keep it longer, end it. */
final class SessionRoutes {
    private static final String KIND = "SESSION";
    /** What is longer than any lease is still to be added to a time. */
    private static final long LONGEST_EXTENSION_S = 1L << 32;

    private final Desk desk;
    private final Submissions submissions;
    private final Logs logs;
    private final Lists lists;

    SessionRoutes(Desk desk, Submissions submissions, Logs logs, Lists lists) {
        this.desk = desk;
        this.submissions = submissions;
        this.logs = logs;
        this.lists = lists;
    }

    void mount(RouterBuilder routes) {
        routes.getRoute("requestSession").addHandler(context -> Answers.with(context, this::request));
        routes.getRoute("listSessions")
                .addHandler(context -> Answers.with(
                        context, each -> lists.of(each, KIND, found -> SessionJson.of(found, Call.who(each)))));
        routes.getRoute("readSession").addHandler(context -> Answers.with(context, this::read));
        routes.getRoute("stopSession").addHandler(context -> Answers.with(context, this::stop));
        routes.getRoute("renewSession").addHandler(context -> Answers.with(context, this::renew));
        routes.getRoute("readSessionTimeline")
                .addHandler(context -> Answers.with(context, each -> lists.timeline(each, KIND)));
        routes.getRoute("readSessionLogs").addHandler(context -> Answers.with(context, this::logs));
    }

    private Future<Void> request(RoutingContext context) {
        Call call = Call.of(context);
        return submissions
                .session(call, Bodies.session(context.body().asJsonObject()))
                .compose(taken -> Answers.accepted(
                        context,
                        "sessions/" + taken.id(),
                        taken.position(),
                        new JsonObject()
                                .put("id", taken.id().toString())
                                .put("state", SessionState.REQUESTED.name())
                                .put("products", taken.count())
                                .put("bytes", taken.bytes())
                                .put("url", "/sessions/" + taken.id() + "/")));
    }

    private Future<Void> read(RoutingContext context) {
        return Answers.found(context, desk, KIND)
                .compose(found -> context.json(SessionJson.of(found, Call.who(context))));
    }

    private Future<Void> stop(RoutingContext context) {
        Call call = Call.of(context);
        return Answers.found(context, desk, KIND).compose(found -> {
            requireOwn(call, found, "end");
            SessionState state = SessionState.of(found.entity(), found.run(), found.siteLost());
            if (state.over()) {
                return context.response().setStatusCode(204).end();
            }
            if (found.entity().stop() != null) {
                return Answers.accepted(
                        context, null, found.entity().request().stamp().position(), SessionJson.of(found, call.who()));
            }
            Party party = found.entity().party();
            SessionStopRequested event = SessionStopRequested.newBuilder()
                    .setSessionId(found.id())
                    .setOwner(call.who().owner())
                    .setTeam(party.team())
                    .setAuthority(found.entity().request().authority())
                    .setReason("stopped by " + call.who().subject())
                    .build();
            return written(context, call, found, "stop", event);
        });
    }

    private Future<Void> renew(RoutingContext context) {
        Call call = Call.of(context);
        JsonObject body = context.body().asJsonObject();
        return Answers.found(context, desk, KIND).compose(found -> {
            requireOwn(call, found, "renew");
            SessionState state = SessionState.of(found.entity(), found.run(), found.siteLost());
            if (state.over() || state == SessionState.STOPPING) {
                throw RequestRefused.conflict("The session is " + state, "Ask for a new session");
            }
            Long now = SessionLease.expiresAt(found.entity(), found.run());
            SessionRenewalRequested event = SessionRenewalRequested.newBuilder()
                    .setSessionId(found.id())
                    .setOwner(call.who().owner())
                    .setTeam(found.entity().party().team())
                    .setAuthority(found.entity().request().authority())
                    .setExpiresAt(renewedUntil(body, now))
                    .build();
            return written(context, call, found, "renew", event);
        });
    }

    private Instant renewedUntil(JsonObject body, Long now) {
        RequestLimits limits = desk.limits();
        String at = body.getString("expires_at");
        Long extend = body.getValue("extend_s") == null
                ? null
                : Numbers.whole("extend_s", body.getValue("extend_s"), 1, LONGEST_EXTENSION_S);
        if ((at == null) == (extend == null)) {
            throw RequestRefused.invalid(
                    "expires_at", "Neither or both of expires_at and extend_s are given", "Give one of the two");
        }
        if (extend != null && now == null) {
            throw RequestRefused.conflict(
                    "The session is not ready yet: its lease begins when it is", "Give expires_at, or renew it later");
        }
        Instant until = extend != null ? Instant.ofEpochMilli(now).plusSeconds(extend) : time(at);
        String field = extend != null ? "extend_s" : "expires_at";
        Instant current = desk.clock().instant();
        if (!until.isAfter(current)) {
            throw RequestRefused.invalid(field, "The new end is not in the future", "To end the session, DELETE it");
        }
        Instant last = current.plusSeconds(limits.leaseMaxS());
        if (until.isAfter(last)) {
            throw RequestRefused.invalid(
                    field,
                    "A lease ends at most " + limits.leaseMaxS() + " s from now",
                    "Ask for " + last + " or earlier; it can be renewed again");
        }
        return until.truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new RequestRefused(
                    RequestRefused.Code.INVALID,
                    "expires_at",
                    "This is not a time",
                    "Give ISO 8601 with an offset, such as 2026-11-22T08:00:00Z",
                    e);
        }
    }

    private Future<Void> written(RoutingContext context, Call call, Found found, String type, Object event) {
        String id = found.id().toString();
        RequestLog.Entry entry = new RequestLog.Entry(call.eventId(type, id), id, event);
        return desk.append(List.of(entry), ServiceRoutes.trace(context))
                .compose(positions -> desk.freshness().settled(positions).compose(there -> Stages.future(
                                desk.views().any(found.id()))
                        .compose(now -> Answers.accepted(
                                context, null, positions.get(0), SessionJson.of(now.orElse(found), call.who())))));
    }

    private static void requireOwn(Call call, Found found, String verb) {
        Party party = found.entity().party();
        if (!call.who().operator() && !call.who().is(party.issuer(), party.subject())) {
            throw new RequestRefused(
                    RequestRefused.Code.FORBIDDEN,
                    null,
                    "Only its owner or an operator may " + verb + " a session",
                    "Ask " + party.subject(),
                    null);
        }
    }

    private Future<Void> logs(RoutingContext context) {
        return Answers.found(context, desk, KIND).compose(found -> logs.relay(context, found, "0"));
    }
}
