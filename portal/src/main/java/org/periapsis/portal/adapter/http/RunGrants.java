package org.periapsis.portal.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ProblemException;
import org.periapsis.portal.adapter.http.Relay.Behind;
import org.periapsis.portal.adapter.postgres.RunTokenStore;
import org.periapsis.portal.adapter.postgres.RunTokenStore.Kept;
import org.periapsis.portal.adapter.postgres.RunTokenStore.Owned;
import org.periapsis.portal.domain.RunPlace;
import org.periapsis.portal.domain.ServiceName;
import org.periapsis.portal.domain.Standing;

/**
 * Tokens of runs. What the log says of a run decides, and not what its site says: the session-manager is asked whether it is
 * there and goes on, when a token is given and again and again while it is used. On one event loop.
 */
public final class RunGrants {
    private static final Duration LIFE = Duration.ofMinutes(15);
    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final Duration ASKING = Duration.ofMinutes(5);
    private static final int CACHE = 10_000;

    private final RunTokenStore store;
    private final ServiceQuestions questions;
    private final URI sessions;
    private final Tokens tokens;
    private final String issuer;
    private final Clock clock;
    private final Map<RunPlace, Future<Known>> asking = new HashMap<>();
    private final Map<RunPlace, Known> cache = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<RunPlace, Known> eldest) {
            return size() > CACHE;
        }
    };
    private Optional<Asking> self = Optional.empty();

    /** How a run stands. Of one that is unknown, as while a view is made anew, the token is no good now and may be later. */
    private enum Course {
        GOING,
        OVER,
        UNKNOWN
    }

    /** @param putOuts how often somebody has been put out of it */
    private record Known(Course course, long putOuts, Instant at) {}

    /** This portal as the session-manager sees it. */
    private record Asking(Caller caller, Instant until) {}

    public RunGrants(
            RunTokenStore store, ServiceQuestions questions, URI sessions, Tokens tokens, String issuer, Clock clock) {
        this.store = store;
        this.questions = questions;
        this.sessions = sessions;
        this.tokens = tokens;
        this.issuer = issuer;
        this.clock = clock;
    }

    /** Whose persons' runs these are. */
    String issuer() {
        return issuer;
    }

    /** A token, and whose run it is for. */
    record Given(String subject, String token, Instant expires) {}

    /** @param site whose agent asks: it gets tokens of what the log has placed there, and learns of nothing else */
    Future<Given> give(String site, RunPlace place) {
        return questions
                .get(manager(), path(place), asking())
                .recover(RunGrants::unknown)
                .compose(told -> {
                    JsonObject owner = told.getJsonObject("owner", new JsonObject());
                    if (!site.equals(told.getString("site")) || !issuer.equals(owner.getString("issuer"))) {
                        throw nothing();
                    }
                    if (!goes(told, place)) {
                        throw Problem.of("run-over", 410, "The run is over, or another attempt has taken its place")
                                .exception();
                    }
                    Owned run = new Owned(
                            place,
                            told.getString("kind"),
                            site,
                            owner.getString("subject"),
                            Instant.parse(told.getString("requested_at")),
                            putOuts(told));
                    Instant expires =
                            Instant.ofEpochSecond(clock.instant().plus(LIFE).getEpochSecond());
                    return store.give(run, expires)
                            .map(grant -> new Given(
                                    run.subject(),
                                    tokens.issue(
                                            claims(run),
                                            grant.orElseThrow(
                                                    () -> Problem.notAllowed("The owner of the run has revoked this")
                                                            .exception()),
                                            expires),
                                    expires));
                });
    }

    private static Tokens.Claims claims(Owned run) {
        return new Tokens.Claims(
                run.subject(),
                run.subject(),
                List.of(Caller.ofRun(run.place().entity().toString())),
                List.of());
    }

    /** @return what a run's token amounts to now; empty when it was revoked, or the run does not go on */
    Future<Optional<Standing>> standing(UUID grant) {
        return store.of(grant)
                .compose(kept -> kept.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : holds(kept.get())
                                .map(holds -> holds ? Optional.of(kept.get().standing()) : Optional.empty()));
    }

    /** @return those of the given that hold; while the session-manager is silent nobody can have stopped a run */
    public Future<Set<UUID>> good(Collection<UUID> grants) {
        return store.of(grants).compose(all -> {
            Set<UUID> good = new HashSet<>();
            List<Future<Boolean>> asked = new ArrayList<>();
            for (Kept kept : all) {
                asked.add(holds(kept).otherwise(true).onSuccess(holds -> {
                    if (holds) {
                        good.add(kept.standing().grant());
                    }
                }));
            }
            return Future.all(asked).map(good);
        });
    }

    private Future<Boolean> holds(Kept kept) {
        return course(kept.place())
                .compose(known -> known.course() == Course.OVER
                        ? store.end(kept.standing().grant()).map(false)
                        // Who was put out since may have copied it; the run's agent gets it another.
                        : Future.succeededFuture(known.course() == Course.GOING && kept.putOuts() >= known.putOuts()));
    }

    private Future<Known> course(RunPlace place) {
        Known known = cache.get(place);
        if (known != null && known.at().plus(FRESH).isAfter(clock.instant())) {
            return Future.succeededFuture(known);
        }
        Future<Known> flying = asking.get(place);
        if (flying != null) {
            return flying;
        }
        Future<Known> answer = questions
                .get(manager(), path(place), asking())
                .map(told -> new Known(goes(told, place) ? Course.GOING : Course.OVER, putOuts(told), clock.instant()))
                .recover(failure -> status(failure) == 404
                        ? Future.succeededFuture(new Known(Course.UNKNOWN, 0, clock.instant()))
                        : Future.failedFuture(failure))
                .onSuccess(now -> {
                    cache.remove(place);
                    cache.put(place, now);
                });
        asking.put(place, answer);
        answer.onComplete(done -> asking.remove(place, answer));
        return answer;
    }

    private static boolean goes(JsonObject told, RunPlace place) {
        return told.getBoolean("going", false) && told.getInteger("epoch", 0) == place.epoch();
    }

    private static long putOuts(JsonObject told) {
        return told.getLong("put_outs", 0L);
    }

    private Behind manager() {
        return new Behind(ServiceName.hub("session-manager"), sessions);
    }

    private static String path(RunPlace place) {
        return "/runs/" + place.entity() + "/" + place.run();
    }

    private Caller asking() {
        Instant now = clock.instant();
        if (self.filter(known -> known.until().isAfter(now)).isEmpty()) {
            String bearer = tokens.issue("portal", "portal", List.of("service"), List.of(), ASKING.multipliedBy(2));
            self = Optional.of(new Asking(Caller.bearing(issuer, "portal", bearer), now.plus(ASKING)));
        }
        return self.get().caller();
    }

    private static Future<JsonObject> unknown(Throwable failure) {
        return Future.failedFuture(status(failure) == 404 ? nothing() : failure);
    }

    private static int status(Throwable failure) {
        return failure instanceof ProblemException refused ? refused.problem().status() : 500;
    }

    private static RuntimeException nothing() {
        return Problem.notFound("This site has no such run").exception();
    }
}
