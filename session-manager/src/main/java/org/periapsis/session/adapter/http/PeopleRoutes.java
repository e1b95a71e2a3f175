package org.periapsis.session.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.periapsis.events.Owner;
import org.periapsis.events.SessionShared;
import org.periapsis.events.SessionUnshared;
import org.periapsis.session.domain.request.Invitation;
import org.periapsis.session.domain.request.RequestLog;
import org.periapsis.session.domain.request.RequestRefused;
import org.periapsis.session.domain.view.EntityView;
import org.periapsis.session.domain.view.Party;
import org.periapsis.session.domain.view.SessionState;
import org.periapsis.session.domain.view.Views.Found;

/** Whom a session's owner has let in: the owner alone lets in; the owner, the person and an operator put out. */
final class PeopleRoutes {
    private static final String KIND = "SESSION";

    private final Desk desk;

    PeopleRoutes(Desk desk) {
        this.desk = desk;
    }

    void mount(RouterBuilder routes) {
        routes.getRoute("listSessionPeople").addHandler(context -> Answers.with(context, this::list));
        routes.getRoute("letIntoSession").addHandler(context -> Answers.with(context, this::letIn));
        routes.getRoute("putOutOfSession").addHandler(context -> Answers.with(context, this::putOut));
    }

    private Future<Void> list(RoutingContext context) {
        return Answers.found(context, desk, KIND)
                .compose(found -> Answers.page(
                        context,
                        found.entity().people().stream()
                                .map(SessionJson::person)
                                .toList(),
                        null));
    }

    private Future<Void> letIn(RoutingContext context) {
        Call call = Call.of(context);
        return Answers.found(context, desk, KIND).compose(found -> {
            EntityView session = found.entity();
            Owner person = Invitation.of(call.who(), context.pathParam("subject"), session);
            SessionState state = SessionState.of(session, found.run(), found.siteLost());
            if (state.over()) {
                throw RequestRefused.conflict("The session is " + state, "Nobody can enter it any more");
            }
            if (isIn(session, person)) {
                return Answers.accepted(context, null, session.request().stamp().position(), json(found, call));
            }
            return written(
                    context,
                    call,
                    found,
                    "let-in",
                    (owner, team) -> new SessionShared(
                            found.id(),
                            owner,
                            team,
                            session.request().authority(),
                            person,
                            call.who().owner()),
                    now -> {
                        // Others may have been let in since the view was asked: the log's order says who is in.
                        if (!isIn(now.entity(), person)) {
                            throw Invitation.full();
                        }
                    });
        });
    }

    private Future<Void> putOut(RoutingContext context) {
        Call call = Call.of(context);
        return Answers.found(context, desk, KIND).compose(found -> {
            EntityView session = found.entity();
            Owner person = Invitation.revoked(call.who(), context.pathParam("subject"), session);
            if (!isIn(session, person)) {
                return context.response().setStatusCode(204).end();
            }
            return written(
                    context,
                    call,
                    found,
                    "put-out",
                    (owner, team) -> new SessionUnshared(
                            found.id(),
                            owner,
                            team,
                            session.request().authority(),
                            person,
                            call.who().owner()),
                    now -> {});
        });
    }

    private Future<Void> written(
            RoutingContext context,
            Call call,
            Found found,
            String type,
            BiFunction<Owner, String, Object> event,
            Consumer<Found> outcome) {
        String id = found.id().toString();
        Party party = found.entity().party();
        Object told = event.apply(new Owner(party.issuer(), party.subject()), party.team());
        // The subject is in the path, so that one key for two people is two occurrences.
        RequestLog.Entry entry =
                new RequestLog.Entry(call.eventId(type + ' ' + context.pathParam("subject"), id), id, told);
        return desk.append(List.of(entry), call.trace()).compose(positions -> desk.freshness()
                .settled(positions)
                .compose(there -> Stages.future(desk.views().any(found.id())).compose(now -> {
                    now.ifPresent(outcome);
                    return Answers.accepted(context, null, positions.get(0), json(now.orElse(found), call));
                })));
    }

    private static boolean isIn(EntityView session, Owner person) {
        return session.people().stream().anyMatch(each -> each.is(person.getIssuer(), person.getSubject()));
    }

    private static JsonObject json(Found found, Call call) {
        return SessionJson.of(found, call.who());
    }
}
