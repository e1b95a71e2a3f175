package org.periapsis.session.adapter.http;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.periapsis.session.domain.request.Requester;
import org.periapsis.session.domain.view.Attempt;
import org.periapsis.session.domain.view.EntityView;
import org.periapsis.session.domain.view.Guest;
import org.periapsis.session.domain.view.Score;
import org.periapsis.session.domain.view.SessionLease;
import org.periapsis.session.domain.view.SessionState;
import org.periapsis.session.domain.view.Views.Found;

/** A session as people read it. */
final class SessionJson {
    private SessionJson() {}

    /** As this person is told of it: whether they may enter is part of it. */
    static JsonObject of(Found found, Requester who) {
        return of(found).put("may_enter", found.entity().mayEnter(who.issuer(), who.subject()));
    }

    private static JsonObject of(Found found) {
        EntityView session = found.entity();
        Attempt attempt = found.run().current().map(Map.Entry::getValue).orElse(null);
        SessionState state = SessionState.of(session, found.run(), found.siteLost());
        JsonObject json = new JsonObject()
                .put("id", found.id().toString())
                .put("kind", "session")
                .put("state", state.name());
        Json.party(json, session.party());
        Json.request(json, session.request());
        json.put("lease_s", session.request().leaseS());
        json.put("url", "/sessions/" + found.id() + "/");
        found.run().current().ifPresent(current -> json.put("epoch", current.getKey()));
        waiting(json, session, state);
        ending(json, session, attempt, state);
        if (state == SessionState.UNREACHABLE && found.keptUntil().isPresent()) {
            json.put("kept_until", Json.text(found.keptUntil().getAsLong()));
        }
        if (attempt != null) {
            placed(json, attempt);
        }
        json.put("people", Json.array(session.people(), SessionJson::person));
        Json.time(json, "expires_at", SessionLease.expiresAt(session, found.run()));
        json.put("transfers", Json.array(session.transfers().values(), Json::transfer));
        return json.put("times", times(session, attempt));
    }

    static JsonObject person(Guest guest) {
        return new JsonObject()
                .put("issuer", guest.issuer())
                .put("subject", guest.subject())
                .put("since", Json.text(guest.since()))
                .put("by", guest.bySubject());
    }

    private static void waiting(JsonObject json, EntityView session, SessionState state) {
        EntityView.Waiting waiting = session.waiting().get(EntityView.WHOLE);
        if (waiting != null && state == SessionState.WAITING) {
            json.put(
                    "waiting",
                    new JsonObject()
                            .put("reason", waiting.reason())
                            .put("message", waiting.message())
                            .put("since", Json.text(waiting.at())));
            scores(json, waiting.scores());
        }
    }

    private static void ending(JsonObject json, EntityView session, Attempt attempt, SessionState state) {
        if (session.conclusion() != null) {
            json.put("outcome", session.conclusion().outcome());
            Json.put(json, "reason", session.conclusion().reason());
        } else if (state == SessionState.UNREACHABLE) {
            json.put("reason", "The site " + attempt.site() + " does not answer; the session is kept there");
        } else if (session.stop() != null) {
            Json.put(json, "reason", session.stop().reason());
        } else if (attempt != null && attempt.exited() != null) {
            Json.put(json, "reason", attempt.exited().reason());
        }
        if (attempt != null && attempt.exited() != null) {
            Json.put(json, "exit_code", attempt.exited().exitCode());
        }
    }

    private static void placed(JsonObject json, Attempt attempt) {
        json.put("site", attempt.site());
        if (attempt.placed() != null && attempt.phase() != Attempt.Phase.REVOKED) {
            scores(json, attempt.placed().scores());
        }
        Attempt.Started started = attempt.started();
        Attempt.Placed plan = attempt.placed();
        Json.put(
                json,
                "local_bytes",
                started != null ? (Object) started.localBytes() : plan == null ? null : plan.localBytes());
        Json.put(
                json,
                "moved_bytes",
                started != null ? (Object) started.movedBytes() : plan == null ? null : plan.movedBytes());
        if (started != null) {
            json.put("staging_s", started.stagingS());
        }
        if (attempt.staging() != null) {
            json.put("staging", Json.staging(attempt.staging()));
        }
        if (attempt.ready() != null) {
            json.put("endpoint", attempt.ready().endpoint());
        }
        Json.time(json, "idle_since", attempt.idleSince());
    }

    private static void scores(JsonObject json, List<Score> scores) {
        json.put("scores", Json.array(scores, Json::score));
    }

    private static JsonObject times(EntityView session, Attempt attempt) {
        JsonObject times = new JsonObject();
        Json.time(times, "REQUESTED", session.request().stamp().at());
        EntityView.Waiting waiting = session.waiting().get(EntityView.WHOLE);
        Json.time(times, "WAITING", waiting == null ? null : waiting.at());
        if (attempt != null) {
            Json.time(
                    times,
                    "PLACED",
                    attempt.placed() == null ? null : attempt.placed().at());
            Json.time(times, "ACCEPTED", attempt.acceptedAt());
            Json.time(
                    times,
                    "STAGING",
                    attempt.staging() == null ? null : attempt.staging().at());
            Json.time(
                    times,
                    "STARTING",
                    attempt.started() == null ? null : attempt.started().at());
            Json.time(
                    times,
                    "READY",
                    attempt.ready() == null ? null : attempt.ready().at());
            Json.time(
                    times,
                    "EXITED",
                    attempt.exited() == null ? null : attempt.exited().at());
        }
        Json.time(
                times,
                "STOPPING",
                session.stop() == null ? null : session.stop().at());
        if (session.conclusion() != null) {
            String end = SessionState.of(session, org.periapsis.session.domain.view.RunView.none(), false)
                    .name();
            Json.time(times, end, session.conclusion().at());
        }
        return times;
    }
}
