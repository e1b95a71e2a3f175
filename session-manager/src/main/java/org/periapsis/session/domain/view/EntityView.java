package org.periapsis.session.domain.view;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.periapsis.events.BuildRequested;
import org.periapsis.events.EntityKind;
import org.periapsis.events.JobCancelRequested;
import org.periapsis.events.JobConcluded;
import org.periapsis.events.JobSubmitted;
import org.periapsis.events.Owner;
import org.periapsis.events.RunConcluded;
import org.periapsis.events.RunPlaced;
import org.periapsis.events.RunRevoked;
import org.periapsis.events.RunWaiting;
import org.periapsis.events.SessionConcluded;
import org.periapsis.events.SessionRenewalRequested;
import org.periapsis.events.SessionRequested;
import org.periapsis.events.SessionShared;
import org.periapsis.events.SessionStopRequested;
import org.periapsis.events.SessionUnshared;
import org.periapsis.events.TransferCompleted;
import org.periapsis.events.TransferFailed;
import org.periapsis.events.TransferOrdered;
import org.periapsis.events.TransferStarted;

/**
 * A session, job or build, without its runs. Each part is fed by one topic, in which the events of an entity are in order; so
 * the parts may come in any order between topics and the result is the same.
 *
 * @param kind SESSION, JOB or BUILD; null until an event says
 * @param party whose; null until an event says
 * @param request null until it is read; of several under one id the first on the log holds
 * @param renewedUntil end of lease last asked for, milliseconds since the epoch
 * @param stop null while nobody wants it ended
 * @param waiting why nothing runs, by shard; -1 for the whole entity
 * @param conclusion null while it is not over
 * @param transfers by transfer id
 * @param people whom the session's owner has let in, the first first
 */
public record EntityView(
        String kind,
        Party party,
        Request request,
        Long renewedUntil,
        Stop stop,
        SortedMap<Integer, Waiting> waiting,
        Conclusion conclusion,
        SortedMap<String, Transfer> transfers,
        List<Guest> people) {

    /** A row written before anybody could be let in has no people. */
    public EntityView {
        people = people == null ? List.of() : List.copyOf(people);
    }

    /** Let into a session at once; who is let in beyond, by requests that knew nothing of each other, is not in. */
    public static final int MOST_PEOPLE = 50;

    /** Key of {@link #waiting} for the entity as a whole. */
    public static final int WHOLE = -1;

    /** Somebody wants it ended. */
    public record Stop(long at, String bySubject, String reason) {}

    /** How it ended. Counts are of a job's tasks. */
    public record Conclusion(long at, String outcome, String reason, int succeeded, int failed) {}

    /** Nothing could be placed. */
    public record Waiting(long at, String reason, String message, List<Score> scores) {}

    /** Nothing is known yet. */
    public static EntityView none() {
        return new EntityView(null, null, null, null, null, new TreeMap<>(), null, new TreeMap<>(), List.of());
    }

    /** @return the view with this event in it; itself when the event is about something else */
    public EntityView apply(Object event, Stamp stamp) {
        if (event instanceof SessionRequested e) {
            return about(EntityKind.SESSION, e.getOwner(), e.getTeam()).requested(Request.of(e, stamp));
        } else if (event instanceof JobSubmitted e) {
            return about(EntityKind.JOB, e.getOwner(), e.getTeam()).requested(Request.of(e, stamp));
        } else if (event instanceof BuildRequested e) {
            return about(EntityKind.BUILD, e.getOwner(), e.getTeam()).requested(Request.of(e, stamp));
        } else if (event instanceof SessionRenewalRequested e) {
            return new EntityView(
                    kind,
                    party,
                    request,
                    e.getExpiresAt().toEpochMilli(),
                    stop,
                    waiting,
                    conclusion,
                    transfers,
                    people);
        } else if (event instanceof SessionStopRequested e) {
            return stopped(new Stop(stamp.at(), e.getOwner().getSubject(), e.getReason()));
        } else if (event instanceof SessionShared e) {
            return person(e.getPerson(), Guest.of(e.getPerson(), e.getBy(), stamp.at()));
        } else if (event instanceof SessionUnshared e) {
            return person(e.getPerson(), null);
        } else if (event instanceof JobCancelRequested e) {
            return stopped(new Stop(stamp.at(), e.getOwner().getSubject(), e.getReason()));
        } else if (event instanceof RunWaiting e) {
            return about(e.getEntityKind(), e.getOwner(), e.getTeam()).waits(e, stamp);
        } else if (event instanceof RunPlaced e) {
            return about(e.getEntityKind(), e.getOwner(), e.getTeam()).placed();
        } else if (event instanceof RunRevoked e) {
            return about(e.getEntityKind(), e.getOwner(), e.getTeam());
        } else if (event instanceof RunConcluded e) {
            return about(e.getEntityKind(), e.getOwner(), e.getTeam());
        } else if (event instanceof SessionConcluded e) {
            return about(EntityKind.SESSION, e.getOwner(), e.getTeam())
                    .concluded(new Conclusion(stamp.at(), e.getOutcome().name(), e.getReason(), 0, 0));
        } else if (event instanceof JobConcluded e) {
            return about(EntityKind.JOB, e.getOwner(), e.getTeam())
                    .concluded(new Conclusion(
                            stamp.at(),
                            e.getOutcome().name(),
                            e.getReason(),
                            e.getTasksSucceeded(),
                            e.getTasksFailed()));
        } else if (event instanceof TransferOrdered
                || event instanceof TransferStarted
                || event instanceof TransferCompleted
                || event instanceof TransferFailed) {
            return transfer(event);
        }
        return this;
    }

    /** Requests and decisions agree on whose an entity is; the first to say so holds. */
    private EntityView about(EntityKind is, Owner owner, String team) {
        return kind != null && party != null
                ? this
                : new EntityView(
                        is.name(),
                        Party.of(owner, team),
                        request,
                        renewedUntil,
                        stop,
                        waiting,
                        conclusion,
                        transfers,
                        people);
    }

    private EntityView requested(Request asked) {
        return request != null
                ? this
                : new EntityView(kind, party, asked, renewedUntil, stop, waiting, conclusion, transfers, people);
    }

    private EntityView stopped(Stop asked) {
        return stop != null
                ? this
                : new EntityView(kind, party, request, renewedUntil, asked, waiting, conclusion, transfers, people);
    }

    /**
     * Who is let in again stays where they are, since when they were let in first. The order of the log decides who is in, for every
     * reader alike: of those who are let in while there is room for one, the first.
     */
    private EntityView person(Owner who, Guest instead) {
        List<Guest> now = new ArrayList<>();
        boolean kept = false;
        for (Guest each : people) {
            boolean meant = each.is(who.getIssuer(), who.getSubject());
            if (!meant || instead != null) {
                now.add(each);
            }
            kept |= meant;
        }
        if (instead != null && !kept && now.size() < MOST_PEOPLE) {
            now.add(instead);
        }
        return new EntityView(kind, party, request, renewedUntil, stop, waiting, conclusion, transfers, now);
    }

    /** @return whether this person may go into it: its owner, and whom the owner has let in */
    public boolean mayEnter(String issuer, String subject) {
        return (party != null
                        && party.issuer().equals(issuer)
                        && party.subject().equals(subject))
                || people.stream().anyMatch(each -> each.is(issuer, subject));
    }

    private EntityView waits(RunWaiting event, Stamp stamp) {
        SortedMap<Integer, Waiting> now = new TreeMap<>(waiting);
        now.put(
                event.getShard() == null ? WHOLE : event.getShard(),
                new Waiting(stamp.at(), event.getReason().name(), event.getMessage(), Score.of(event.getScores())));
        return new EntityView(kind, party, request, renewedUntil, stop, now, conclusion, transfers, people);
    }

    /** A placement answers what the whole waited for; a job's shards wait until all of their tasks are placed. */
    private EntityView placed() {
        if (!waiting.containsKey(WHOLE)) {
            return this;
        }
        SortedMap<Integer, Waiting> now = new TreeMap<>(waiting);
        now.remove(WHOLE);
        return new EntityView(kind, party, request, renewedUntil, stop, now, conclusion, transfers, people);
    }

    private EntityView concluded(Conclusion end) {
        return conclusion != null
                ? this
                : new EntityView(kind, party, request, renewedUntil, stop, waiting, end, transfers, people);
    }

    private EntityView transfer(Object event) {
        String id = Transfer.idOf(event);
        SortedMap<String, Transfer> now = new TreeMap<>(transfers);
        now.put(id, now.getOrDefault(id, Transfer.none()).apply(event));
        return new EntityView(kind, party, request, renewedUntil, stop, waiting, conclusion, now, people);
    }
}
