package org.periapsis.scheduler.domain;

import java.util.List;

/** Finds the cheapest way to give work to sites: a minimum-cost flow. */
public interface FlowSolver {
    /**
     * Sources, sites, and what each would cost at each. Whatever does not find a slot waits at the site it was given.
     *
     * @param supplies runs of each source
     * @param slots free slots of each site
     * @param waitCost seconds that waiting for a slot costs, at any site
     * @param arcs the possible pairs; every source with a supply has at least one
     */
    record Problem(List<Integer> supplies, List<Integer> slots, double waitCost, List<Arc> arcs) {
        public Problem {
            supplies = List.copyOf(supplies);
            slots = List.copyOf(slots);
            arcs = List.copyOf(arcs);
        }
    }

    /**
     * A pair of a source and a site, by their positions.
     *
     * @param cost seconds for one run
     */
    record Arc(int source, int site, double cost) {}

    /** @return runs for each arc, in the arcs' order; every source's supply is given out */
    int[] solve(Problem problem);
}
