package org.periapsis.scheduler.adapter.jgrapht;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jgrapht.alg.flow.mincost.CapacityScalingMinimumCostFlow;
import org.jgrapht.alg.flow.mincost.MinimumCostFlowProblem;
import org.jgrapht.graph.DefaultWeightedEdge;
import org.jgrapht.graph.SimpleDirectedWeightedGraph;
import org.periapsis.scheduler.domain.FlowSolver;

/** Minimum-cost flow by successive shortest paths with capacity scaling, as JGraphT has it. */
public final class JGraphTFlowSolver implements FlowSolver {
    private static final int SINK = -1;
    private static final int WAITING = -2;

    @Override
    public int[] solve(Problem problem) {
        SimpleDirectedWeightedGraph<Integer, DefaultWeightedEdge> graph =
                new SimpleDirectedWeightedGraph<>(DefaultWeightedEdge.class);
        Map<DefaultWeightedEdge, Integer> capacities = new HashMap<>();
        int total = problem.supplies().stream().mapToInt(Integer::intValue).sum();
        int sources = problem.supplies().size();
        graph.addVertex(SINK);
        graph.addVertex(WAITING);
        connect(graph, capacities, WAITING, SINK, 0, total);
        for (int site = 0; site < problem.slots().size(); site++) {
            graph.addVertex(sources + site);
            connect(graph, capacities, sources + site, SINK, 0, problem.slots().get(site));
            connect(graph, capacities, sources + site, WAITING, problem.waitCost(), total);
        }
        DefaultWeightedEdge[] edges = new DefaultWeightedEdge[problem.arcs().size()];
        for (int i = 0; i < edges.length; i++) {
            Arc arc = problem.arcs().get(i);
            graph.addVertex(arc.source());
            int supply = problem.supplies().get(arc.source());
            edges[i] = connect(graph, capacities, arc.source(), sources + arc.site(), arc.cost(), supply);
        }
        Map<DefaultWeightedEdge, Double> flow = new CapacityScalingMinimumCostFlow<Integer, DefaultWeightedEdge>()
                .getMinimumCostFlow(new MinimumCostFlowProblem.MinimumCostFlowProblemImpl<>(
                        graph, vertex -> supply(vertex, problem.supplies(), total), capacities::get))
                .getFlowMap();
        return Arrays.stream(edges)
                .mapToInt(edge -> (int) Math.round(flow.get(edge)))
                .toArray();
    }

    private static int supply(int vertex, List<Integer> supplies, int total) {
        if (vertex == SINK) {
            return -total;
        }
        return vertex >= 0 && vertex < supplies.size() ? supplies.get(vertex) : 0;
    }

    private static DefaultWeightedEdge connect(
            SimpleDirectedWeightedGraph<Integer, DefaultWeightedEdge> graph,
            Map<DefaultWeightedEdge, Integer> capacities,
            int from,
            int to,
            double cost,
            int capacity) {
        DefaultWeightedEdge edge = graph.addEdge(from, to);
        // The solver takes a cost from the edge's weight and from nowhere else.
        graph.setEdgeWeight(edge, cost);
        capacities.put(edge, capacity);
        return edge;
    }
}
