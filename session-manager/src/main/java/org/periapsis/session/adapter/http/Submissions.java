package org.periapsis.session.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.periapsis.events.DatalabKind;
import org.periapsis.events.DatalabRef;
import org.periapsis.events.JobSubmitted;
import org.periapsis.events.SessionRequested;
import org.periapsis.events.id.DerivedId;
import org.periapsis.session.domain.request.Ask;
import org.periapsis.session.domain.request.Need;
import org.periapsis.session.domain.request.RequestLimits;
import org.periapsis.session.domain.request.RequestLog;
import org.periapsis.session.domain.request.RequestRefused;
import org.periapsis.session.domain.view.Request;
import org.periapsis.session.domain.view.Views;

/**
 * Takes requests for sessions and jobs: resolves the selection, keeps its manifest, writes one event. An Idempotency-Key gives
 * the entity its id, and the event's id is made of the body, so that the log itself tells a repetition from a second use of the
 * key: no other store has to remember keys.
 */
final class Submissions {
    /** A request that was taken. */
    record Taken(UUID id, String position, int count, long bytes) {}

    private record Flight(UUID eventId, Future<Taken> answer) {}

    private final Desk desk;
    private final Selections selections;
    private final String authority;
    private final Map<UUID, Flight> flights = new ConcurrentHashMap<>();

    Submissions(Desk desk, Selections selections, String authority) {
        this.desk = desk;
        this.selections = selections;
        this.authority = authority;
    }

    Future<Taken> session(Call call, Ask ask) {
        return take("session", call, ask);
    }

    Future<Taken> job(Call call, Ask ask) {
        return take("job", call, ask);
    }

    private Future<Taken> take(String kind, Call call, Ask ask) {
        Ask checked = ask.checked(desk.limits());
        String team = call.who().team(checked.team());
        UUID id = call.entityId(kind);
        UUID eventId = DerivedId.of("requested", id.toString(), call.canonicalBody());
        return Stages.future(desk.views().any(id)).compose(known -> {
            if (known.isPresent() && known.get().entity().request() != null) {
                return repeated(id, known.get().entity().request(), eventId);
            }
            return once(id, eventId, () -> write(kind, id, eventId, call, checked, team));
        });
    }

    /** Two requests with one key at once: the second waits for the first one's answer. */
    private Future<Taken> once(UUID id, UUID eventId, Supplier<Future<Taken>> work) {
        Promise<Taken> answer = Promise.promise();
        Flight flying = flights.putIfAbsent(id, new Flight(eventId, answer.future()));
        if (flying != null) {
            return flying.eventId().equals(eventId) ? Stages.here(flying.answer()) : Future.failedFuture(keyReused());
        }
        work.get().onComplete(done -> {
            flights.remove(id);
            answer.handle(done);
        });
        return answer.future();
    }

    private Future<Taken> write(String kind, UUID id, UUID eventId, Call call, Ask ask, String team) {
        boolean job = kind.equals("job");
        return selections.kept(call, ask, job).compose(chosen -> {
            Object event =
                    job ? jobSubmitted(id, call, ask, team, chosen) : sessionRequested(id, call, ask, team, chosen);
            RequestLog.Entry entry = new RequestLog.Entry(eventId, id.toString(), event);
            return desk.append(List.of(entry), call.trace()).compose(positions -> desk.freshness()
                    .settled(positions)
                    .compose(there -> winner(there, id, eventId, positions.get(0), chosen)));
        });
    }

    /** Another instance may have taken the same key at the same moment: the log's order says who won. */
    private Future<Taken> winner(boolean there, UUID id, UUID eventId, String position, Selections.Chosen chosen) {
        Taken own =
                new Taken(id, position, chosen.inputs().count(), chosen.inputs().bytes());
        if (!there) {
            return Future.succeededFuture(own);
        }
        return Stages.future(desk.views().any(id)).compose(found -> found.map(Views.Found::entity)
                .filter(entity -> entity.request() != null)
                .map(entity -> repeated(id, entity.request(), eventId))
                .orElse(Future.succeededFuture(own)));
    }

    private static Future<Taken> repeated(UUID id, Request request, UUID eventId) {
        if (!request.stamp().eventId().equals(eventId.toString())) {
            return Future.failedFuture(keyReused());
        }
        Request.Manifest inputs = request.manifest();
        return Future.succeededFuture(new Taken(
                id,
                request.stamp().position(),
                inputs == null ? 0 : inputs.count(),
                inputs == null ? 0 : inputs.bytes()));
    }

    private static RequestRefused keyReused() {
        return new RequestRefused(
                RequestRefused.Code.KEY_REUSED,
                "Idempotency-Key",
                "This key was used for another request",
                "Use a new key for a new request",
                null);
    }

    private SessionRequested sessionRequested(UUID id, Call call, Ask ask, String team, Selections.Chosen chosen) {
        RequestLimits limits = desk.limits();
        return SessionRequested.newBuilder()
                .setSessionId(id)
                .setOwner(call.who().owner())
                .setTeam(team)
                .setAuthority(authority)
                .setName(ask.name() == null ? chosen.datalab().id() : ask.name())
                .setDatalab(ref(chosen, DatalabKind.SESSION))
                .setManifest(chosen.inputs().manifest())
                .setShards(chosen.inputs().shards())
                .setResources(need(ask, chosen).toEvent())
                .setWish(ask.wanted())
                .setSite(ask.site())
                .setLeaseS(ask.leaseS() == null ? limits.leaseS() : ask.leaseS())
                .build();
    }

    private JobSubmitted jobSubmitted(UUID id, Call call, Ask ask, String team, Selections.Chosen chosen) {
        Ask.Batch batch = ask.batch();
        return JobSubmitted.newBuilder()
                .setJobId(id)
                .setOwner(call.who().owner())
                .setTeam(team)
                .setAuthority(authority)
                .setName(ask.name() == null ? chosen.datalab().id() : ask.name())
                .setDatalab(ref(chosen, DatalabKind.BATCH))
                .setCommand(batch.command())
                .setParameters(batch.parameters())
                .setManifest(chosen.inputs().manifest())
                .setShards(chosen.inputs().shards())
                .setResources(need(ask, chosen).toEvent())
                .setWish(ask.wanted())
                .setMaxAttempts(batch.maxAttempts() == null ? 3 : batch.maxAttempts())
                .setOutputRights(ask.rights())
                .build();
    }

    static DatalabRef ref(Selections.Chosen chosen, DatalabKind kind) {
        return new DatalabRef(chosen.datalab().id(), chosen.datalab().version(), kind);
    }

    private Need need(Ask ask, Selections.Chosen chosen) {
        return chosen.need(ask, desk.limits());
    }
}
