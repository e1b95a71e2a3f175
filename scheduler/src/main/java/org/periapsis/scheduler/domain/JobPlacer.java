package org.periapsis.scheduler.domain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.periapsis.events.IndexRange;

/**
 * Places runs of one resource profile: a minimum-cost flow from shards to sites, in which fair shares among users set the
 * supplies; then an exact check of room, since a flow knows no vectors. What one user cannot use is offered to the others.
 */
final class JobPlacer {
    private static final int ROUNDS = 4;
    private static final int MOST_SLOTS = 10_000;
    /** Sites tried for a shard beside its holders: the cheapest ones. */
    private static final int OTHER_SITES = 8;
    /** What going back to the site of a failure counts for, seconds. */
    private static final double SAME_SITE_S = 30;

    private final Limits limits;
    private final Room room;
    private final SiteScorer scorer;
    private final Plan plan;
    private final Map<String, Integer> running;
    private final Map<Entity, Integer> nextRun = new HashMap<>();

    /** @param running runs held by each owner of a job */
    JobPlacer(Limits limits, Room room, SiteScorer scorer, Plan plan, Map<String, Integer> running) {
        this.limits = limits;
        this.room = room;
        this.scorer = scorer;
        this.plan = plan;
        this.running = running;
    }

    void place(Amount each, List<Demand> demands, FlowSolver solver) {
        for (int round = 0; round < ROUNDS && plan.size() < limits.tries().decisions(); round++) {
            if (!round(each, demands, solver)) {
                return;
            }
        }
    }

    private boolean round(Amount each, List<Demand> demands, FlowSolver solver) {
        List<String> sites = demands.stream()
                .filter(demand -> demand.wanted() > 0)
                .flatMap(demand -> demand.candidates().stream())
                .filter(Candidate::eligible)
                .map(Candidate::site)
                .distinct()
                .sorted()
                .toList();
        int[] slots = sites.stream()
                .mapToInt(site -> each.timesIn(room.at(site), MOST_SLOTS))
                .toArray();
        int free = 0;
        for (int count : slots) {
            free += count;
        }
        free = Math.min(free, limits.tries().decisions());
        if (free == 0) {
            return false;
        }
        int[] supplies = supplies(each, demands, free);
        List<FlowSolver.Arc> arcs = new ArrayList<>();
        for (int i = 0; i < supplies.length; i++) {
            if (supplies[i] > 0) {
                arcs(i, demands.get(i), sites, arcs);
            }
        }
        if (arcs.isEmpty()) {
            return false;
        }
        double wait = limits.waits().slot().toSeconds();
        int[] flow = solver.solve(new FlowSolver.Problem(boxed(supplies), boxed(slots), wait, arcs));
        return carryOut(each, demands, sites, arcs, flow) > 0;
    }

    private static List<Integer> boxed(int[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    private int[] supplies(Amount each, List<Demand> demands, int free) {
        Map<String, Integer> wanted = new TreeMap<>();
        demands.forEach(demand -> wanted.merge(demand.owner(), demand.wanted(), Integer::sum));
        Map<String, Integer> share = new HashMap<>(FairShare.of(running, wanted, free));
        Map<String, Integer> quota = new HashMap<>();
        int[] supplies = new int[demands.size()];
        for (int i = 0; i < supplies.length; i++) {
            Demand demand = demands.get(i);
            String team = demand.job().ask().team();
            int left = quota.computeIfAbsent(team, t -> room.quota(t, each, MOST_SLOTS));
            int given = Math.min(demand.wanted(), Math.min(left, share.getOrDefault(demand.owner(), 0)));
            supplies[i] = given;
            share.merge(demand.owner(), -given, Integer::sum);
            quota.put(team, left - given);
        }
        return supplies;
    }

    private static void arcs(int index, Demand demand, List<String> sites, List<FlowSolver.Arc> arcs) {
        Comparator<Candidate> byCost = Comparator.comparingDouble(JobPlacer::cost);
        List<Candidate> open = demand.candidates().stream()
                .filter(JobPlacer::open)
                .sorted(byCost)
                .toList();
        int others = 0;
        for (Candidate candidate : open) {
            boolean holder = demand.piece().at(candidate.site());
            if (holder || others++ < OTHER_SITES) {
                boolean failedThere = demand.again()
                        .filter(run -> run.latest().site().equals(candidate.site()))
                        .isPresent();
                double cost = cost(candidate) + (failedThere ? SAME_SITE_S : 0);
                arcs.add(new FlowSolver.Arc(index, sites.indexOf(candidate.site()), cost));
            }
        }
    }

    private static boolean open(Candidate candidate) {
        return candidate.eligible()
                && candidate.hold().filter(Candidate.Hold.PREPARING::equals).isEmpty();
    }

    /** Waiting is the flow's own matter: it knows who else wants the slot. */
    private static double cost(Candidate candidate) {
        return candidate.total() - candidate.score().getWaitS();
    }

    private int carryOut(Amount each, List<Demand> demands, List<String> sites, List<FlowSolver.Arc> arcs, int[] flow) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < flow.length; i++) {
            if (flow[i] > 0) {
                order.add(i);
            }
        }
        order.sort(Comparator.comparingDouble((Integer i) -> arcs.get(i).cost()).thenComparing(i -> i));
        int placed = 0;
        for (int i : order) {
            Demand demand = demands.get(arcs.get(i).source());
            String site = sites.get(arcs.get(i).site());
            for (int n = 0; n < flow[i] && each.fits(room.at(site)); n++) {
                start(demand, site);
                placed++;
            }
        }
        return placed;
    }

    private void start(Demand demand, String site) {
        Entity job = demand.job();
        IndexRange chunk = demand.next();
        Inputs inputs = new Inputs(List.of(demand.piece().part(chunk.getFirst(), chunk.getCount())));
        String runId = demand.again().map(Run::id).orElseGet(() -> Integer.toString(fresh(job)));
        plan.place(
                job,
                runId,
                List.of(chunk),
                new Plan.Place(site, inputs.sources(site, scorer.sources()), Verdict.scores(demand.candidates())));
        room.take(site, job.ask().team(), job.ask().amount());
        running.merge(demand.owner(), 1, Integer::sum);
    }

    private int fresh(Entity job) {
        return nextRun.merge(job, job.nextRun(), (next, first) -> next + 1);
    }
}
