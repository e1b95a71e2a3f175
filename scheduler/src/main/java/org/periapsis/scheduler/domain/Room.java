package org.periapsis.scheduler.domain;

import java.util.HashMap;
import java.util.Map;
import org.periapsis.events.QuotaSet;

/** What is left at each site and of each team's quota, while a plan is made. */
final class Room {
    private final Map<String, Amount> free = new HashMap<>();
    private final Map<String, TeamRoom> teams = new HashMap<>();
    private final State state;
    private final World world;
    private final Limits limits;

    private record TeamRoom(int runs, Amount amount) {}

    Room(State state, World world, Limits limits) {
        this.state = state;
        this.world = world;
        this.limits = limits;
    }

    Amount at(String site) {
        return free.computeIfAbsent(site, id -> world.offers()
                .of(id)
                .map(heard -> heard.capacity()
                        .minus(heard.foreign())
                        .minus(state.held(id))
                        .floor())
                .orElse(Amount.NONE));
    }

    /** @return true when one more run of this size fits somewhere */
    boolean anywhere(Amount each) {
        return world.offers().all().stream().anyMatch(heard -> each.fits(at(heard.site())));
    }

    /** @return how many more runs of this size the team may hold */
    int quota(String team, Amount each, int most) {
        TeamRoom left = left(team);
        return Math.max(0, Math.min(left.runs(), each.timesIn(left.amount(), most)));
    }

    int quotaOf(String team) {
        return state.quota(team).map(QuotaSet::getRuns).orElse(limits.defaultRuns());
    }

    /** @return for people, why no more of this size fits into the team's quota */
    String full(String team) {
        TeamRoom left = left(team);
        return left.runs() > 0
                ? team + " has " + left.amount().text() + " of its quota left, which is not enough"
                : team + " has " + (quotaOf(team) - left.runs()) + " of " + quotaOf(team) + " runs at once";
    }

    void take(String site, String team, Amount amount) {
        free.put(site, at(site).minus(amount));
        TeamRoom left = left(team);
        teams.put(team, new TeamRoom(left.runs() - 1, left.amount().minus(amount)));
    }

    private TeamRoom left(String team) {
        return teams.computeIfAbsent(team, id -> {
            Amount unlimited = new Amount(Long.MAX_VALUE / 4, Long.MAX_VALUE / 4, Long.MAX_VALUE / 4);
            Amount most = state.quota(id)
                    .map(quota -> Amount.of(quota.getResources()))
                    .orElse(unlimited);
            return new TeamRoom(quotaOf(id) - state.runsOf(id), most.minus(state.heldBy(id)));
        });
    }
}
