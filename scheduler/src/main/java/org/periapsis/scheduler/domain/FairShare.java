package org.periapsis.scheduler.domain;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/** Shares slots so that nobody can be given more without taking from somebody who has less (max-min fairness). */
final class FairShare {
    private FairShare() {}

    private record Turn(String user, int has) {}

    /**
     * @param running runs that each user holds already
     * @param wanted runs that each user wants in addition
     * @param slots slots to give out
     * @return additional runs by user
     */
    static Map<String, Integer> of(Map<String, Integer> running, Map<String, Integer> wanted, int slots) {
        PriorityQueue<Turn> turns =
                new PriorityQueue<>(Comparator.comparingInt(Turn::has).thenComparing(Turn::user));
        wanted.forEach((user, runs) -> turns.add(new Turn(user, running.getOrDefault(user, 0))));
        Map<String, Integer> given = new HashMap<>();
        int left = slots;
        while (left > 0 && !turns.isEmpty()) {
            Turn turn = turns.remove();
            int has = given.getOrDefault(turn.user(), 0);
            if (has < wanted.get(turn.user())) {
                given.put(turn.user(), has + 1);
                turns.add(new Turn(turn.user(), turn.has() + 1));
                left--;
            }
        }
        return given;
    }
}
