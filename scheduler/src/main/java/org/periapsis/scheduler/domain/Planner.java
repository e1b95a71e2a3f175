package org.periapsis.scheduler.domain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.periapsis.events.EntityKind;
import org.periapsis.events.Outcome;

/**
 * Decides what is to be done, given what is: level-triggered, without a memory of its own. Planning again before anything is
 * new gives nothing new, once the decisions are part of the state.
 */
public final class Planner {
    private static final Comparator<Entity> OLDEST_FIRST =
            Comparator.comparing(Entity::requestedAt).thenComparing(Entity::id);

    private final Limits limits;
    private final FlowSolver solver;

    public Planner(Limits limits, FlowSolver solver) {
        this.limits = limits;
        this.solver = solver;
    }

    /**
     * @return the decisions, in the order in which they must be written; the state is left as it is. Sites that are lost come
     *     first and alone, since everything else depends on them.
     */
    public List<Decision> plan(State state, World world) {
        Plan plan = new Plan(limits.authority());
        new SitePlanner().plan(state, world, limits, plan);
        if (plan.size() > 0) {
            return plan.decisions();
        }
        Room room = new Room(state, world, limits);
        SiteScorer scorer = new SiteScorer(state, world, limits);
        SessionPlanner sessions = new SessionPlanner(state, world, limits, room, scorer, plan);
        List<Entity> jobs = new ArrayList<>();
        for (Entity entity : open(state, sessions)) {
            switch (entity.ask().kind()) {
                case SESSION -> {
                    if (plan.size() < limits.tries().decisions()) {
                        sessions.plan(entity);
                    }
                }
                case JOB -> jobs.add(entity);
                case BUILD -> refuse(entity, plan);
                case UNKNOWN -> throw new IllegalStateException("an entity of no kind: " + entity.id());
            }
        }
        new JobPlanner(state, world, limits, room, scorer, plan).plan(jobs, solver);
        return plan.decisions();
    }

    private static List<Entity> open(State state, SessionPlanner sessions) {
        List<Entity> open = new ArrayList<>();
        for (Entity entity : state.entities()) {
            if (entity.ask().kind() != EntityKind.SESSION || !sessions.quiet(entity)) {
                open.add(entity);
            }
        }
        open.sort(OLDEST_FIRST);
        return open;
    }

    private static void refuse(Entity build, Plan plan) {
        String reason = "This version does not build datalabs";
        plan.concludeRun(build, "0", 0, "", new Run.End(Outcome.FAILED, Optional.of(reason), Optional.empty(), 0, 0));
    }

    /** @return what would happen to a request now, and every site's score; nothing is decided */
    public Preview preview(Ask ask, State state, World world) {
        if (ask.kind() == EntityKind.BUILD) {
            throw new IllegalArgumentException("a build has no placement");
        }
        return Preview.of(ask, state, world, limits);
    }

    public Limits limits() {
        return limits;
    }
}
