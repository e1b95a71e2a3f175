package org.periapsis.session.domain.agent;

import java.time.Instant;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.periapsis.events.EntityKind;
import org.periapsis.events.Outcome;
import org.periapsis.events.RunPlaced;

/**
 * A run that this agent has taken, as it stands on disk.
 *
 * @param placed the decision
 * @param token the session's secret, which only the proxy and the program know
 * @param phase how far it has come
 * @param expires end of the lease; empty before readiness and for jobs
 * @param stop what is to be reported when it was asked to end
 * @param report the last fact about it, once it is over
 */
public record Held(
        RunPlaced placed,
        String token,
        Phase phase,
        Optional<Instant> expires,
        Optional<Stop> stop,
        Optional<SpecificRecord> report) {

    /** How far a run has come. */
    public enum Phase {
        /** It holds resources; its program may not have been started. */
        ACCEPTED,
        /** It answered. */
        READY,
        /** It is over, and waits to be concluded. */
        OVER
    }

    /**
     * Why a run was asked to end.
     *
     * @param outcome to report
     * @param reason for people
     * @param concluded whether the scheduler needs no report of it any more
     */
    public record Stop(Outcome outcome, String reason, boolean concluded) {}

    /** A run as it is when it is taken. */
    public static Held accepted(RunPlaced placed, String token) {
        return new Held(placed, token, Phase.ACCEPTED, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Names it. */
    public RunId id() {
        return RunId.of(placed);
    }

    /** Whether it is a session, which is served through the proxy. */
    public boolean session() {
        return placed.getEntityKind() == EntityKind.SESSION;
    }

    /** Whether it holds resources. */
    public boolean live() {
        return phase != Phase.OVER;
    }

    /** It answers, until then. */
    public Held ready(Instant until) {
        return new Held(placed, token, Phase.READY, Optional.of(until), stop, report);
    }

    /** Its lease ends at another time. */
    public Held extended(Instant until) {
        return new Held(placed, token, phase, Optional.of(until), stop, report);
    }

    /** It is to end; the first reason stays. */
    public Held stopping(Stop why) {
        Stop first = stop.map(was -> new Stop(was.outcome(), was.reason(), was.concluded() || why.concluded()))
                .orElse(why);
        return new Held(placed, token, phase, expires, Optional.of(first), report);
    }

    /** It is over. */
    public Held over(SpecificRecord last) {
        return new Held(placed, token, Phase.OVER, expires, stop, Optional.of(last));
    }
}
