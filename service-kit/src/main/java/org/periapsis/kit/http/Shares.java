package org.periapsis.kit.http;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** So many places in all, and so many of them for one who asks. Nobody waits for one. Thread-safe. */
public final class Shares {
    private final int total;
    private final int share;
    private final Map<String, Integer> taken = new HashMap<>();
    private int all;

    /** Why there is no place. */
    public enum Refusal {
        /** All places are taken. */
        FULL,
        /** This one has all that one may have. */
        SHARE
    }

    /** @param share of the total for one */
    public Shares(int total, int share) {
        this.total = total;
        this.share = share;
    }

    /**
     * Takes a place, to be given back with {@link #leave}.
     *
     * @return empty when it was taken
     */
    public synchronized Optional<Refusal> enter(String who) {
        int own = taken.getOrDefault(who, 0);
        if (own >= share) {
            return Optional.of(Refusal.SHARE);
        }
        if (all >= total) {
            return Optional.of(Refusal.FULL);
        }
        taken.put(who, own + 1);
        all++;
        return Optional.empty();
    }

    /** Gives one place back. */
    public synchronized void leave(String who) {
        Integer own = taken.get(who);
        if (own == null) {
            throw new IllegalStateException(who + " has no place");
        }
        taken.compute(who, (key, had) -> own > 1 ? own - 1 : null);
        all--;
    }

    public synchronized int taken() {
        return all;
    }
}
