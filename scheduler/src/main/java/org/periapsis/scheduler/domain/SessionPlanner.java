package org.periapsis.scheduler.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.periapsis.events.IndexRange;
import org.periapsis.events.Outcome;
import org.periapsis.events.WaitReason;
import org.periapsis.events.Wish;
import org.periapsis.scheduler.domain.Run.End;

/** Starts, ends and waits for one session at a time. */
final class SessionPlanner {
    private static final String RUN = "0";

    private final State state;
    private final World world;
    private final Limits limits;
    private final Room room;
    private final SiteScorer scorer;
    private final Plan plan;

    SessionPlanner(State state, World world, Limits limits, Room room, SiteScorer scorer, Plan plan) {
        this.state = state;
        this.world = world;
        this.limits = limits;
        this.room = room;
        this.scorer = scorer;
        this.plan = plan;
    }

    /** @return true when it runs and nothing is to be done about it: almost all sessions, almost always */
    boolean quiet(Entity session) {
        Run run = session.run(0).orElse(null);
        return run != null
                && run.holds()
                && !session.stopping()
                && !run.takenBack()
                && !state.lost(run.latest().site())
                && !overdue(session, run);
    }

    private boolean overdue(Entity session, Run run) {
        return world.now().isAfter(leaseEnd(session, run).plus(limits.waits().leaseGrace()));
    }

    void plan(Entity session) {
        Optional<Run> run = session.run(0).filter(r -> r.placed() > 0);
        if (session.stopping()) {
            stop(session, run);
        } else if (run.isEmpty()) {
            place(session);
        } else if (run.get().ended()) {
            ended(session, run.get());
        } else {
            live(session, run.get());
        }
    }

    private void stop(Entity session, Optional<Run> run) {
        Optional<String> reason = session.stopReason();
        if (run.isEmpty()) {
            plan.concludeSession(session, Outcome.STOPPED, reason);
            return;
        }
        boolean silent = state.lost(run.get().latest().site());
        boolean over = run.get().ended();
        if (!over && !run.get().takenBack()) {
            plan.revoke(session, run.get(), reason.orElse("stopped as asked"));
        }
        if (over || silent) {
            // A silent agent ends the run when it reads the revocation, or when the lease it keeps itself ends.
            conclude(session, run.get(), Outcome.STOPPED, reason);
        }
    }

    private void ended(Entity session, Run run) {
        End end = run.latest().end().orElseThrow();
        boolean neverReady = run.latest().phase() != Phase.READY;
        boolean again = run.takenBack() || (end.outcome() == Outcome.LOST && neverReady);
        if (again && run.placed() < limits.tries().session()) {
            place(session);
        } else {
            boolean given = end.outcome() == Outcome.LOST || run.takenBack();
            Outcome outcome = given ? Outcome.FAILED : end.outcome();
            plan.conclude(session, run, end);
            plan.concludeSession(session, outcome, end.reason());
        }
    }

    private void live(Entity session, Run run) {
        if (overdue(session, run)) {
            plan.revoke(session, run, "its lease has ended");
            conclude(session, run, Outcome.EXPIRED, Optional.of("its lease has ended"));
        } else if (state.lost(run.latest().site()) && run.latest().phase() != Phase.READY) {
            // Nobody can have worked in it yet. One that was ready is somebody's work, and is not started twice by
            // itself.
            if (!run.takenBack()) {
                plan.revoke(session, run, run.latest().site() + " is silent");
            }
            place(session);
        } else if (run.takenBack()) {
            // Its site came back before another place was found.
            place(session);
        }
    }

    private Instant leaseEnd(Entity session, Run run) {
        long lease = session.ask() instanceof Ask.OfSession ask ? ask.request().getLeaseS() : 0;
        Instant placed = run.latest().placement().map(Run.Placement::at).orElse(session.requestedAt());
        Instant end = run.latest().expiresAt().orElseGet(() -> placed.plusSeconds(lease));
        return session.renewedTo().filter(end::isBefore).orElse(end);
    }

    private void conclude(Entity session, Run run, Outcome outcome, Optional<String> reason) {
        plan.conclude(session, run, new End(outcome, reason, Optional.empty(), 0, 0));
        plan.concludeSession(session, outcome, reason);
    }

    private void place(Entity session) {
        Ask ask = session.ask();
        if (room.quota(ask.team(), ask.amount(), 1) < 1) {
            plan.waits(session, Entity.WHOLE, WaitReason.QUOTA, room.full(ask.team()), List.of());
            return;
        }
        Inputs inputs = Inputs.of(ask, session.transfers());
        List<Candidate> all = scorer.score(ask, inputs, room);
        Verdict verdict = Verdict.of(ask, inputs, towardsTarget(session, all), settled());
        if (verdict instanceof Verdict.Start start) {
            start(session, inputs, all, start.best());
        } else if (verdict instanceof Verdict.Wait wait) {
            plan.waits(session, Entity.WHOLE, wait.reason(), wait.message(), Verdict.scores(all));
        } else if (verdict instanceof Verdict.Never never) {
            plan.concludeSession(session, Outcome.FAILED, Optional.of(never.reason()));
        }
    }

    /** Once copies were ordered to a site, that site it is, while it can take the session. */
    private static List<Candidate> towardsTarget(Entity session, List<Candidate> all) {
        Optional<String> target = TransferPlanner.target(session);
        List<Candidate> only = all.stream()
                .filter(c -> target.filter(c.site()::equals).isPresent() && c.eligible())
                .toList();
        return only.isEmpty() ? all : only;
    }

    private void start(Entity session, Inputs inputs, List<Candidate> all, Candidate best) {
        Ask ask = session.ask();
        List<Inputs.Piece> missing = inputs.missingAt(best.site());
        if (ask.wish() == Wish.REPLICATE && !missing.isEmpty()) {
            Optional<String> failure =
                    new TransferPlanner(limits, scorer.sources(), plan).order(session, best.site(), missing);
            if (failure.isPresent()) {
                plan.concludeSession(session, Outcome.FAILED, failure);
            } else {
                plan.waits(
                        session,
                        Entity.WHOLE,
                        WaitReason.TRANSFER_PENDING,
                        SiteScorer.size(Inputs.bytes(missing)) + " are being copied to " + best.site(),
                        Verdict.scores(all));
            }
            return;
        }
        List<IndexRange> entries = Inputs.ranges(inputs.pieces());
        plan.place(
                session,
                RUN,
                entries,
                new Plan.Place(best.site(), inputs.sources(best.site(), scorer.sources()), Verdict.scores(all)));
        room.take(best.site(), ask.team(), ask.amount());
    }

    private boolean settled() {
        return world.heardMs() >= limits.waits().settle().toMillis();
    }
}
