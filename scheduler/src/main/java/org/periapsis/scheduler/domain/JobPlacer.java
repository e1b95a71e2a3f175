package org.periapsis.scheduler.domain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
        double wait = limits.waits().slot().toSeconds();
        List<List<FlowSolver.Arc>> possibleArcs = new ArrayList<>();
        int[] wanted = new int[demands.size()];
        for (int i = 0; i < wanted.length; i++) {
            List<FlowSolver.Arc> possible =
                    demands.get(i).wanted() == 0 ? List.of() : arcs(i, demands.get(i), sites, slots);
            wanted[i] = Math.min(demands.get(i).wanted(), reach(possible, slots, wait));
            possibleArcs.add(possible);
        }
        int[] supplies = supplies(each, demands, wanted, free);
        List<FlowSolver.Arc> arcs = new ArrayList<>();
        for (int i = 0; i < supplies.length; i++) {
            if (supplies[i] > 0) {
                arcs.addAll(possibleArcs.get(i));
            }
        }
        if (arcs.isEmpty()) {
            return false;
        }
        int[] flow = solver.solve(new FlowSolver.Problem(boxed(supplies), boxed(slots), wait, arcs));
        return carryOut(each, demands, sites, arcs, flow) > 0;
    }

    /** @return free slots where starting now is better than waiting for the cheapest place: more would wait anyway */
    private static int reach(List<FlowSolver.Arc> arcs, int[] slots, double wait) {
        double cheapest = arcs.stream().mapToDouble(FlowSolver.Arc::cost).min().orElse(0);
        return arcs.stream()
                .filter(arc -> arc.cost() <= cheapest + wait)
                .mapToInt(arc -> slots[arc.site()])
                .sum();
    }

    private static List<Integer> boxed(int[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    /** Shares the slots among owners, and an owner's share among the owner's shards, so that none keeps the others waiting. */
    private int[] supplies(Amount each, List<Demand> demands, int[] wanted, int free) {
        Map<String, Integer> byOwner = new TreeMap<>();
        Map<String, Map<String, Integer>> ownShards = new TreeMap<>();
        for (int i = 0; i < wanted.length; i++) {
            String owner = demands.get(i).owner();
            byOwner.merge(owner, wanted[i], Integer::sum);
            ownShards.computeIfAbsent(owner, o -> new TreeMap<>()).put(Integer.toString(i), wanted[i]);
        }
        Map<String, Integer> shares = FairShare.of(running, byOwner, free);
        Map<String, Integer> given = new HashMap<>();
        ownShards.forEach(
                (owner, shards) -> given.putAll(FairShare.of(Map.of(), shards, shares.getOrDefault(owner, 0))));
        Map<String, Integer> quota = new HashMap<>();
        int[] supplies = new int[wanted.length];
        for (int i = 0; i < supplies.length; i++) {
            String team = demands.get(i).job().ask().team();
            int left = quota.computeIfAbsent(team, t -> room.quota(t, each, MOST_SLOTS));
            supplies[i] = Math.min(left, given.getOrDefault(Integer.toString(i), 0));
            quota.put(team, left - supplies[i]);
        }
        return supplies;
    }

    private static List<FlowSolver.Arc> arcs(int index, Demand demand, List<String> sites, int[] slots) {
        List<FlowSolver.Arc> arcs = new ArrayList<>();
        List<FlowSolver.Arc> others = new ArrayList<>();
        for (Candidate candidate : demand.candidates()) {
            int site = Collections.binarySearch(sites, candidate.site());
            boolean holder = demand.piece().at(candidate.site());
            // Nobody waits for a site that lacks the data; the data's own sites may be worth it.
            if (open(candidate) && (holder || slots[site] > 0)) {
                boolean failedThere = demand.again()
                        .filter(run -> run.latest().site().equals(candidate.site()))
                        .isPresent();
                double cost = cost(candidate) + (failedThere ? SAME_SITE_S : 0);
                (holder ? arcs : others).add(new FlowSolver.Arc(index, site, cost));
            }
        }
        // Among equals each shard begins elsewhere, or all would try the same few.
        others.sort(Comparator.comparingDouble(FlowSolver.Arc::cost)
                .thenComparing(arc -> Math.floorMod(arc.site() - index, sites.size())));
        arcs.addAll(others.subList(0, Math.min(OTHER_SITES, others.size())));
        return arcs;
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
