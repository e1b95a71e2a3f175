package org.periapsis.session.domain.agent;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.periapsis.events.JobCancelRequested;
import org.periapsis.events.JobConcluded;
import org.periapsis.events.Outcome;
import org.periapsis.events.RunConcluded;
import org.periapsis.events.RunPlaced;
import org.periapsis.events.RunRevoked;
import org.periapsis.events.SessionConcluded;
import org.periapsis.events.SessionRenewalRequested;
import org.periapsis.events.SessionStopRequested;
import org.periapsis.events.SessionUnshared;

/**
 * Decides what an event asks of this site's agent. It obeys one authority only, and a larger epoch of a run at whatever site
 * fences a smaller one here.
 *
 * @param site this site
 * @param authority the scheduler it obeys
 */
public record Obedience(String site, String authority) {

    /** What to do about an event, given what is held. */
    public List<Intent> on(SpecificRecord event, Collection<Held> held) {
        if (event instanceof RunPlaced placed && authority.equals(placed.getAuthority())) {
            return placed(placed, held);
        }
        if (event instanceof RunRevoked revoked && authority.equals(revoked.getAuthority())) {
            RunId id = new RunId(revoked.getEntityId(), revoked.getRunId(), revoked.getEpoch());
            return upTo(id, held, mine -> new Intent.LetGo(mine.id(), revoked.getReason()));
        }
        if (event instanceof RunConcluded concluded && authority.equals(concluded.getAuthority())) {
            RunId id = new RunId(concluded.getEntityId(), concluded.getRunId(), concluded.getEpoch());
            return upTo(id, held, mine -> new Intent.LetGo(mine.id(), "the run is concluded"));
        }
        if (event instanceof SessionConcluded concluded && authority.equals(concluded.getAuthority())) {
            return all(concluded.getSessionId(), held, mine -> new Intent.LetGo(mine.id(), "the session is over"));
        }
        if (event instanceof JobConcluded concluded && authority.equals(concluded.getAuthority())) {
            return all(concluded.getJobId(), held, mine -> new Intent.LetGo(mine.id(), "the job is over"));
        }
        return requested(event, held);
    }

    private List<Intent> placed(RunPlaced placed, Collection<Held> held) {
        RunId id = RunId.of(placed);
        List<Intent> intents = new ArrayList<>();
        boolean known = false;
        for (Held mine : held) {
            if (mine.id().sameRun(id)) {
                known |= mine.id().epoch() >= id.epoch();
                if (mine.id().epoch() < id.epoch()) {
                    intents.add(new Intent.LetGo(mine.id(), "placed again at " + placed.getSite()));
                }
            }
        }
        if (!known && site.equals(placed.getSite())) {
            intents.add(new Intent.Begin(placed));
        }
        return intents;
    }

    private List<Intent> requested(SpecificRecord event, Collection<Held> held) {
        if (event instanceof SessionStopRequested stop && authority.equals(stop.getAuthority())) {
            String reason = stop.getReason() == null ? "stopped as asked" : stop.getReason();
            Held.Stop why = new Held.Stop(Outcome.STOPPED, reason, false);
            return all(stop.getSessionId(), held, mine -> new Intent.End(mine.id(), why));
        }
        if (event instanceof JobCancelRequested cancel && authority.equals(cancel.getAuthority())) {
            Held.Stop why = new Held.Stop(Outcome.STOPPED, "cancelled as asked", false);
            return all(cancel.getJobId(), held, mine -> new Intent.End(mine.id(), why));
        }
        if (event instanceof SessionRenewalRequested renewal && authority.equals(renewal.getAuthority())) {
            return all(renewal.getSessionId(), held, mine -> new Intent.Extend(mine.id(), renewal.getExpiresAt()));
        }
        if (event instanceof SessionUnshared out && authority.equals(out.getAuthority())) {
            return all(out.getSessionId(), held, mine -> new Intent.NewToken(mine.id()));
        }
        return List.of();
    }

    private static List<Intent> upTo(RunId id, Collection<Held> held, Function<Held, Intent> intent) {
        return held.stream()
                .filter(mine -> mine.id().sameRun(id) && mine.id().epoch() <= id.epoch())
                .map(intent)
                .toList();
    }

    private static List<Intent> all(UUID entity, Collection<Held> held, Function<Held, Intent> intent) {
        return held.stream()
                .filter(mine -> mine.id().entity().equals(entity))
                .map(intent)
                .toList();
    }
}
