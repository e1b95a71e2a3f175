package org.periapsis.scheduler.domain;

import java.util.HashMap;
import java.util.Map;

/** What live runs hold, by site and by team: sums kept as runs come and go. */
final class Ledger {
    private static final Held NOTHING = new Held(0, Amount.NONE);

    private final Map<String, Held> sites = new HashMap<>();
    private final Map<String, Held> teams = new HashMap<>();

    /** A number of runs and what they hold together. */
    record Held(int runs, Amount amount) {}

    void take(Run run, String team) {
        add(run, team, 1);
    }

    void release(Run run, String team) {
        add(run, team, -1);
    }

    private void add(Run run, String team, int sign) {
        if (run.holds()) {
            Amount amount = run.latest().placement().orElseThrow().amount();
            change(sites, run.latest().site(), sign, amount);
            change(teams, team, sign, amount);
        }
    }

    private static void change(Map<String, Held> held, String key, int sign, Amount amount) {
        Held now = held.getOrDefault(key, NOTHING);
        Held next = new Held(
                now.runs() + sign,
                sign > 0 ? now.amount().plus(amount) : now.amount().minus(amount));
        if (next.runs() == 0) {
            held.remove(key);
        } else {
            held.put(key, next);
        }
    }

    Held site(String site) {
        return sites.getOrDefault(site, NOTHING);
    }

    Held team(String team) {
        return teams.getOrDefault(team, NOTHING);
    }
}
