package org.periapsis.scheduler.domain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.periapsis.events.IndexRange;
import org.periapsis.events.Outcome;
import org.periapsis.events.WaitReason;
import org.periapsis.events.Wish;
import org.periapsis.scheduler.domain.Candidate.Hold;

/** Plans all jobs together: what each wants, where it may go, who gets how much, and what waits for what. */
final class JobPlanner {
    private static final int MOST_SLOTS = 10_000;

    private final World world;
    private final Limits limits;
    private final Room room;
    private final SiteScorer scorer;
    private final Plan plan;
    private final JobSettler settler;

    JobPlanner(State state, World world, Limits limits, Room room, SiteScorer scorer, Plan plan) {
        this.world = world;
        this.limits = limits;
        this.room = room;
        this.scorer = scorer;
        this.plan = plan;
        this.settler = new JobSettler(state, plan);
    }

    void plan(List<Entity> jobs, FlowSolver solver) {
        Map<Amount, List<Demand>> byProfile = new LinkedHashMap<>();
        List<Demand> placeable = new ArrayList<>();
        Map<String, Integer> running = new TreeMap<>();
        for (Entity job : jobs) {
            List<Demand> ready = ready(job, settler.settle(job));
            ready.forEach(d -> byProfile
                    .computeIfAbsent(job.ask().amount(), a -> new ArrayList<>())
                    .add(d));
            placeable.addAll(ready);
            int held = (int) job.runs().stream().filter(Run::holds).count();
            if (held > 0) {
                running.merge(
                        job.ask().owner().getIssuer() + " " + job.ask().owner().getSubject(), held, Integer::sum);
            }
        }
        JobPlacer placer = new JobPlacer(limits, room, scorer, plan, running);
        byProfile.forEach((each, demands) -> placer.place(each, demands, solver));
        waiting(placeable);
    }

    /** @return the demands that can go somewhere; the others were said to wait or to be impossible */
    private List<Demand> ready(Entity job, List<Demand> demands) {
        List<Demand> ready = new ArrayList<>();
        List<String> impossible = new ArrayList<>();
        int never = 0;
        boolean full = !room.anywhere(job.ask().amount());
        for (Demand demand : demands) {
            if (saidToBeFull(job, demand) && (full || !holderFree(job, demand))) {
                continue;
            }
            if (demand.again().isEmpty()) {
                demand.cut(
                        job.unplaced(demand.piece().entries()), limits.tries().chunk());
            }
            List<Candidate> scored = scorer.score(job.ask(), demand.sample(), room);
            Verdict verdict = Verdict.of(job.ask(), demand.sample(), scored, settled());
            if (verdict instanceof Verdict.Never reason) {
                impossible.add(reason.reason());
                never += demand.again().isPresent()
                        ? 0
                        : job.unplaced(demand.piece().entries()).stream()
                                .mapToInt(IndexRange::getCount)
                                .sum();
                demand.again().ifPresent(run -> settler.giveUp(job, run, reason.reason()));
            } else if (replicated(demand, scored)) {
                demand.candidates(scored);
                ready.addAll(open(demand, verdict));
            }
        }
        if (!impossible.isEmpty()
                && impossible.size() == demands.size()
                && job.runs().isEmpty()) {
            plan.concludeJob(
                    job,
                    Outcome.FAILED,
                    Optional.of(impossible.stream().distinct().collect(Collectors.joining("; "))),
                    job.tasksFailed() + never);
        }
        return ready;
    }

    /** Scoring every shard anew is worth it only when there is room somewhere. */
    private static boolean saidToBeFull(Entity job, Demand demand) {
        return job.waiting(demand.shard())
                .filter(why -> why.reason() == WaitReason.NO_CAPACITY || why.reason() == WaitReason.HOLDERS_BUSY)
                .isPresent();
    }

    private boolean holderFree(Entity job, Demand demand) {
        return job.ask().wish() == Wish.REMOTE
                || demand.piece().holders().stream()
                        .anyMatch(site -> job.ask().amount().fits(room.at(site)));
    }

    private List<Demand> open(Demand demand, Verdict verdict) {
        List<Candidate> open = demand.candidates().stream()
                .filter(c ->
                        c.eligible() && c.hold().filter(Hold.PREPARING::equals).isEmpty())
                .toList();
        if (open.isEmpty()) {
            if (verdict instanceof Verdict.Wait wait) {
                plan.waits(
                        demand.job(),
                        demand.shard(),
                        wait.reason(),
                        wait.message(),
                        Verdict.scores(demand.candidates()));
            }
            return List.of();
        }
        if (demand.again().isPresent()) {
            return List.of(demand);
        }
        // Two rounds for every slot even out runs that take longer, and leave each long enough to be worth its start.
        int slots = open.stream()
                .mapToInt(c -> demand.job()
                        .ask()
                        .amount()
                        .timesIn(world.offers().of(c.site()).orElseThrow().capacity(), MOST_SLOTS))
                .sum();
        int tasks = demand.piece().entries().getCount();
        int size = Math.max(1, Math.min(limits.tries().chunk(), 1 + (tasks - 1) / Math.max(1, 2 * slots)));
        Demand cut = new Demand(demand.job(), demand.shard(), demand.piece(), Optional.empty());
        cut.cut(demand.job().unplaced(demand.piece().entries()), size);
        cut.candidates(demand.candidates());
        return List.of(cut);
    }

    /** Under REPLICATE tasks go to holders, and copies are made only where no holder can ever run them. */
    private boolean replicated(Demand demand, List<Candidate> scored) {
        if (demand.job().ask().wish() != Wish.REPLICATE) {
            return true;
        }
        Set<String> holders = demand.piece().holders();
        boolean holderMay = scored.stream()
                .anyMatch(c -> holders.contains(c.site())
                        && c.refusal().map(refusal -> !refusal.lasting()).orElse(true));
        Optional<Candidate> best = scored.stream()
                .filter(c -> c.eligible() && !holders.contains(c.site()))
                .min(Verdict.CHEAPEST);
        if (holderMay || best.isEmpty()) {
            return true;
        }
        String target = TransferPlanner.target(demand.job())
                .filter(site -> scored.stream().anyMatch(c -> c.site().equals(site) && c.eligible()))
                .orElse(best.get().site());
        Optional<String> failure = new TransferPlanner(limits, scorer.sources(), plan)
                .order(demand.job(), target, List.of(demand.piece()));
        if (failure.isPresent()) {
            plan.concludeJob(demand.job(), Outcome.FAILED, failure, demand.job().tasksFailed() + demand.tasks());
        } else {
            plan.waits(
                    demand.job(),
                    demand.shard(),
                    WaitReason.TRANSFER_PENDING,
                    SiteScorer.size(demand.piece().bytes()) + " are being copied to " + target,
                    Verdict.scores(scored));
        }
        return false;
    }

    private void waiting(List<Demand> demands) {
        for (Demand demand : demands) {
            if (demand.wanted() == 0) {
                continue;
            }
            Ask ask = demand.job().ask();
            String what = demand.tasks() + (demand.tasks() == 1 ? " task waits" : " tasks wait");
            if (room.quota(ask.team(), ask.amount(), 1) < 1) {
                String message = what + ": " + room.full(ask.team());
                plan.waits(demand.job(), demand.shard(), WaitReason.QUOTA, message, List.of());
                continue;
            }
            WaitReason reason = ask.wish() == Wish.WAIT ? WaitReason.HOLDERS_BUSY : WaitReason.NO_CAPACITY;
            String sites = demand.candidates().stream()
                    .filter(Candidate::eligible)
                    .sorted(Comparator.comparing(Candidate::site))
                    .map(Candidate::site)
                    .collect(Collectors.joining(", "));
            plan.waits(
                    demand.job(),
                    demand.shard(),
                    reason,
                    what + " for a slot at " + sites,
                    Verdict.scores(demand.candidates()));
        }
    }

    private boolean settled() {
        return world.heardMs() >= limits.waits().settle().toMillis();
    }
}
