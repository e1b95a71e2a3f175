package org.periapsis.notifier.adapter.http;

import java.util.HashMap;
import java.util.Map;
import org.periapsis.kit.rights.Viewer;

/** Counts open streams, so that nobody takes them all. Thread-safe. */
final class Admission {
    private final int perCaller;
    private final int anonymous;
    private final int total;
    private final Map<String, Integer> open = new HashMap<>();
    private int all;

    /**
     * @param perCaller streams of one signed-in caller at most
     * @param anonymous streams of all callers without sign-in together at most
     */
    Admission(int perCaller, int anonymous, int total) {
        this.perCaller = perCaller;
        this.anonymous = anonymous;
        this.total = total;
    }

    synchronized boolean enter(Viewer viewer) {
        int own = open.getOrDefault(key(viewer), 0);
        if (all >= total || own >= (viewer.anonymous() ? anonymous : perCaller)) {
            return false;
        }
        open.put(key(viewer), own + 1);
        all++;
        return true;
    }

    synchronized void leave(Viewer viewer) {
        open.computeIfPresent(key(viewer), (key, own) -> own > 1 ? own - 1 : null);
        all--;
    }

    synchronized int open() {
        return all;
    }

    private static String key(Viewer viewer) {
        return viewer.person()
                .map(person -> person.issuer() + "\n" + person.subject())
                .orElse("");
    }
}
