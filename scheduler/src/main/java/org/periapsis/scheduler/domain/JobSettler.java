package org.periapsis.scheduler.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.periapsis.events.IndexRange;
import org.periapsis.events.Outcome;
import org.periapsis.scheduler.domain.Run.End;

/** Concludes what of a job is over, takes back what is lost, and says what must be placed. */
final class JobSettler {
    /** Takings back of one chunk at most: a chunk that outlives so many sites is at fault itself. */
    private static final int MOST_REVOKED = 10;

    private final State state;
    private final Plan plan;

    JobSettler(State state, Plan plan) {
        this.state = state;
        this.plan = plan;
    }

    /** @return what of the job wants a place now, without chunks cut yet for new runs */
    List<Demand> settle(Entity job) {
        if (job.stopping()) {
            stop(job);
            return List.of();
        }
        Inputs inputs = Inputs.of(job.ask(), job.transfers());
        if (inputs.count() == 0) {
            plan.concludeJob(job, Outcome.FAILED, Optional.of("the job has no inputs"), 0);
            return List.of();
        }
        List<Demand> demands = new ArrayList<>();
        for (Run run : job.runs()) {
            if (settled(job, run)) {
                again(job, inputs, run).ifPresent(demands::add);
            }
        }
        boolean unplaced = false;
        for (int shard = 0; shard < inputs.pieces().size(); shard++) {
            Inputs.Piece piece = inputs.pieces().get(shard);
            if (!job.unplaced(piece.entries()).isEmpty()) {
                demands.add(new Demand(job, number(job, piece), piece, Optional.empty()));
                unplaced = true;
            }
        }
        if (!unplaced && job.runs().isEmpty()) {
            conclude(job);
        }
        return demands;
    }

    private void conclude(Entity job) {
        int failed = job.tasksFailed();
        Optional<String> reason = failed == 0
                ? Optional.empty()
                : Optional.of(failed + " of " + (failed + job.tasksSucceeded()) + " tasks failed");
        plan.concludeJob(job, failed == 0 ? Outcome.SUCCEEDED : Outcome.FAILED, reason, failed);
    }

    private void stop(Entity job) {
        Optional<String> reason = job.stopReason();
        for (Run run : job.runs()) {
            boolean over = run.ended();
            if (!over && !run.takenBack()) {
                plan.revoke(job, run, reason.orElse("cancelled as asked"));
            }
            if (over && success(run)) {
                plan.conclude(job, run, whole(run));
            } else if (over || state.lost(run.latest().site())) {
                plan.conclude(job, run, new End(Outcome.STOPPED, reason, Optional.empty(), 0, 0));
            }
        }
        if (job.runs().isEmpty()) {
            plan.concludeJob(job, Outcome.STOPPED, reason, job.tasksFailed());
        }
    }

    /** @return true when the run must be placed again */
    private boolean settled(Entity job, Run run) {
        if (run.placed() == 0) {
            return false;
        }
        if (!run.ended()) {
            boolean silent = state.lost(run.latest().site());
            if (silent && !run.takenBack()) {
                plan.revoke(job, run, run.latest().site() + " is silent");
            }
            return silent || run.takenBack();
        }
        if (success(run)) {
            plan.conclude(job, run, whole(run));
            return false;
        }
        int most = job.ask() instanceof Ask.OfJob ask ? ask.request().getMaxAttempts() : 1;
        if (run.revoked() < MOST_REVOKED && (run.takenBack() || run.tries() < most)) {
            return true;
        }
        End end = run.latest().end().orElseThrow();
        int failed = count(run) - end.ok();
        plan.conclude(job, run, new End(failing(end), end.reason(), end.outputs(), end.ok(), failed));
        return false;
    }

    /** A run that can be placed nowhere any more counts as failed. */
    void giveUp(Entity job, Run run, String reason) {
        plan.conclude(job, run, new End(Outcome.FAILED, Optional.of(reason), Optional.empty(), 0, count(run)));
    }

    private static Outcome failing(End end) {
        return end.outcome() == Outcome.LOST ? Outcome.LOST : Outcome.FAILED;
    }

    private static boolean success(Run run) {
        End end = run.latest().end().orElseThrow();
        return end.outcome() == Outcome.SUCCEEDED && end.failed() == 0 && !run.takenBack();
    }

    private static End whole(Run run) {
        End end = run.latest().end().orElseThrow();
        return new End(end.outcome(), end.reason(), end.outputs(), count(run), 0);
    }

    private static int count(Run run) {
        return run.entries().stream().mapToInt(IndexRange::getCount).sum();
    }

    private static Optional<Demand> again(Entity job, Inputs inputs, Run run) {
        IndexRange entries = run.entries().get(0);
        return inputs.pieces().stream()
                .filter(piece -> piece.entries().getFirst() <= entries.getFirst()
                        && entries.getFirst()
                                < piece.entries().getFirst() + piece.entries().getCount())
                .findFirst()
                .map(piece -> {
                    Demand demand = new Demand(job, number(job, piece), piece, Optional.of(run));
                    demand.cut(run.entries(), count(run));
                    return demand;
                });
    }

    private static int number(Entity job, Inputs.Piece piece) {
        int number = 0;
        while (job.ask().shards().get(number).getEntries().getFirst()
                        != piece.entries().getFirst()
                || job.ask().shards().get(number).getEntries().getCount() == 0) {
            number++;
        }
        return number;
    }
}
