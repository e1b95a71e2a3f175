package org.periapsis.portal.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.auth.SessionPass;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ProblemException;
import org.periapsis.portal.adapter.http.Relay.Behind;
import org.periapsis.portal.domain.ServiceName;

/**
 * Who may enter which session, and where it runs: asked of the session-manager, and believed for some seconds. While it does
 * not answer nobody can be put out either, so that what it said last holds on for a while. On one event loop.
 */
final class SessionPermits {
    private static final Duration FRESH = Duration.ofSeconds(5);
    /** The state of a session whose site is silent. */
    private static final String SILENT = "UNREACHABLE";

    private static final Duration HOLDS = Duration.ofMinutes(15);
    private static final Duration PASS = Duration.ofMinutes(1);
    private static final Duration PASS_USED = Duration.ofSeconds(30);
    private static final int CACHE = 10_000;

    private final ServiceQuestions questions;
    private final URI sessions;
    private final Tokens tokens;
    private final Clock clock;
    private final Map<String, Future<Permit>> asking = new HashMap<>();
    private final Map<String, Known> cache = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > CACHE;
        }
    };

    /**
     * What a person may do with a session.
     *
     * @param seen whether they may know of it
     * @param mayEnter whether they are its owner or were let in
     * @param agent where it runs; empty while it is not ready
     * @param pass lets them in there
     */
    record Permit(boolean seen, boolean mayEnter, String state, String site, Optional<URI> agent, String pass) {
        static Permit none() {
            return new Permit(false, false, "", "", Optional.empty(), "");
        }

        /** Why nobody enters now: the site is silent, which passes, or the session is not there yet, or no more. */
        Problem notReady() {
            return state.equals(SILENT)
                    ? Problem.unavailable("The session's site does not answer now; the session is kept")
                    : Problem.of("not-ready", 409, "The session is " + state).remedy("Wait until its state is READY");
        }
    }

    private record Known(Permit permit, Instant at, Instant passMade) {}

    SessionPermits(ServiceQuestions questions, URI sessions, Tokens tokens, Clock clock) {
        this.questions = questions;
        this.sessions = sessions;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** @param session a session's id; anything else would be a way to other paths of the service */
    Future<Permit> of(Caller person, String session) {
        String key = person.issuer() + '\n' + person.subject() + '\n' + session;
        Known known = cache.get(key);
        if (known != null && known.at().plus(FRESH).isAfter(clock.instant())) {
            return Future.succeededFuture(known.permit());
        }
        Future<Permit> flying = asking.get(key);
        if (flying != null) {
            return flying;
        }
        boolean believed = known != null && known.at().plus(HOLDS).isAfter(clock.instant());
        Future<Permit> answer = Belief.soon(
                        believed,
                        questions.get(
                                new Behind(ServiceName.hub("session-manager"), sessions),
                                "/sessions/" + session,
                                person))
                .map(told -> permit(told, person, session, Optional.ofNullable(cache.get(key))))
                .map(now -> {
                    cache.remove(key);
                    cache.put(key, now);
                    return now.permit();
                })
                .recover(failure -> unanswered(key, failure));
        asking.put(key, answer);
        answer.onComplete(done -> asking.remove(key, answer));
        return answer;
    }

    private Known permit(JsonObject told, Caller person, String session, Optional<Known> before) {
        Instant now = clock.instant();
        boolean may = told.getBoolean("may_enter", false);
        String state = told.getString("state", "");
        Optional<URI> agent = Optional.ofNullable(told.getString("endpoint"))
                .filter(endpoint -> "READY".equals(state))
                .map(URI::create);
        Optional<Known> kept = before.filter(known -> may
                && known.permit().mayEnter()
                && known.passMade().plus(PASS_USED).isAfter(now));
        String pass = !may
                ? ""
                : kept.map(known -> known.permit().pass())
                        .orElseGet(() -> tokens.issueFor(SessionPass.place(session), person.subject(), PASS));
        return new Known(
                new Permit(true, may, state, told.getString("site", ""), agent, pass),
                now,
                kept.map(Known::passMade).orElse(now));
    }

    private Future<Permit> unanswered(String key, Throwable failure) {
        int status =
                failure instanceof ProblemException refused ? refused.problem().status() : 500;
        if (status == 404) {
            cache.remove(key);
            return Future.succeededFuture(Permit.none());
        }
        Known known = cache.get(key);
        boolean holds = status >= 500 && known != null && known.at().plus(HOLDS).isAfter(clock.instant());
        return holds ? Future.succeededFuture(renewed(key, known)) : Future.failedFuture(failure);
    }

    private Permit renewed(String key, Known known) {
        Instant now = clock.instant();
        Permit last = known.permit();
        if (!last.mayEnter() || known.passMade().plus(PASS_USED).isAfter(now)) {
            return last;
        }
        String[] parts = key.split("\n", 3);
        Permit permit = new Permit(
                last.seen(),
                true,
                last.state(),
                last.site(),
                last.agent(),
                tokens.issueFor(SessionPass.place(parts[2]), parts[1], PASS));
        cache.put(key, new Known(permit, known.at(), now));
        return permit;
    }
}
