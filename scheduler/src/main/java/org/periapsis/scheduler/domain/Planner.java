package org.periapsis.scheduler.domain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.periapsis.events.EntityKind;
import org.periapsis.events.Outcome;

/**
 * Decides what is to be done, given what is: level-triggered, without a memory of its own. Planning again before anything is
 * new gives nothing new, once the decisions are part of the state. A fault that one entity meets sets that one aside; a fault
 * that cannot be blamed on one is thrown.
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
     * @return the decisions, in the order in which they must be written; of the state only what is set aside is changed. Sites
     *     that are lost come first and alone, since everything else depends on them.
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
            guarded(state, plan, entity, () -> {
                if (state.asides().dropped(entity.id()).isPresent()) {
                    giveUp(entity, plan, state.asides().dropped(entity.id()).get());
                } else if (entity.ask().kind() == EntityKind.JOB) {
                    jobs.add(entity);
                } else {
                    single(entity, sessions, plan);
                }
            });
        }
        return withJobs(state, world, plan, jobs, room, scorer);
    }

    private void single(Entity entity, SessionPlanner sessions, Plan plan) {
        switch (entity.ask().kind()) {
            case SESSION -> {
                if (plan.size() < limits.tries().decisions()) {
                    sessions.plan(entity);
                }
            }
            case BUILD -> refuse(entity, plan);
            case JOB, UNKNOWN ->
                throw new IllegalStateException(
                        "planned alone: a " + entity.ask().kind());
        }
    }

    /** @return whether it went well */
    private static boolean guarded(State state, Plan plan, Entity entity, Runnable step) {
        int before = plan.size();
        try {
            step.run();
            return true;
        } catch (RuntimeException | StackOverflowError fault) {
            plan.cut(before);
            state.asides().meet(Fault.of(Optional.of(entity.id()), entity.source(), false, fault));
            return false;
        }
    }

    /** Jobs are planned together. When that meets a fault, each is planned alone, to find the one that it is of. */
    private List<Decision> withJobs(
            State state, World world, Plan plan, List<Entity> jobs, Room room, SiteScorer scorer) {
        int before = plan.size();
        try {
            new JobPlanner(state, world, limits, room, scorer, plan).plan(jobs, solver);
            return plan.decisions();
        } catch (RuntimeException | StackOverflowError fault) {
            plan.cut(before);
            return before > 0 ? plan.decisions() : oneByOne(state, world, jobs, fault);
        }
    }

    private List<Decision> oneByOne(State state, World world, List<Entity> jobs, Throwable fault) {
        List<Decision> decisions = List.of();
        boolean blamed = false;
        for (Entity job : jobs) {
            Plan plan = new Plan(limits.authority());
            Room room = new Room(state, world, limits);
            SiteScorer scorer = new SiteScorer(state, world, limits);
            blamed |= !guarded(state, plan, job, () -> new JobPlanner(state, world, limits, room, scorer, plan)
                    .plan(List.of(job), solver));
            // What one decides changes the room for the next: it is planned when that is part of the state.
            decisions = decisions.isEmpty() ? plan.decisions() : decisions;
        }
        if (!blamed) {
            throw new IllegalStateException("planning jobs fails, and no job alone is to blame", fault);
        }
        return decisions;
    }

    private static List<Entity> open(State state, SessionPlanner sessions) {
        List<Entity> open = new ArrayList<>();
        for (Entity entity : state.entities()) {
            if (wanted(state, entity) && (!isSession(entity) || !quiet(state, sessions, entity))) {
                open.add(entity);
            }
        }
        open.sort(OLDEST_FIRST);
        return open;
    }

    /** What is set aside is left alone, unless somebody wants it ended. */
    private static boolean wanted(State state, Entity entity) {
        UUID id = entity.id();
        return !state.asides().aside(id)
                || entity.stopping()
                || state.asides().dropped(id).isPresent();
    }

    private static boolean isSession(Entity entity) {
        return entity.ask().kind() == EntityKind.SESSION;
    }

    /** A fault here is met again where it is guarded. */
    private static boolean quiet(State state, SessionPlanner sessions, Entity entity) {
        if (state.asides().dropped(entity.id()).isPresent()) {
            return false;
        }
        try {
            return sessions.quiet(entity);
        } catch (RuntimeException | StackOverflowError fault) {
            state.asides().meet(Fault.of(Optional.of(entity.id()), entity.source(), false, fault));
            return true;
        }
    }

    private static void refuse(Entity build, Plan plan) {
        String reason = "This version does not build datalabs";
        plan.concludeRun(build, "0", 0, "", new Run.End(Outcome.FAILED, Optional.of(reason), Optional.empty(), 0, 0));
    }

    /** Agents end what they have of it when they read the conclusion. */
    private static void giveUp(Entity entity, Plan plan, String why) {
        Optional<String> reason = Optional.of("given up by an operator: " + why);
        switch (entity.ask().kind()) {
            case SESSION -> plan.concludeSession(entity, Outcome.FAILED, reason);
            case JOB -> plan.concludeJob(entity, Outcome.FAILED, reason, entity.tasksFailed());
            default ->
                plan.concludeRun(entity, "0", 0, "", new Run.End(Outcome.FAILED, reason, Optional.empty(), 0, 0));
        }
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
