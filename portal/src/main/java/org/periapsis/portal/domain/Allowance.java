package org.periapsis.portal.domain;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * So many of something in so long a time for each who asks; the memory it takes is bounded. On one thread.
 */
public final class Allowance {
    private static final int REMEMBERED = 10_000;

    private final Clock clock;
    private final int most;
    private final Duration window;
    private final Map<String, Used> used = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Used> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Used(Instant since, int count) {}

    public Allowance(Clock clock, int most, Duration window) {
        this.clock = clock;
        this.most = most;
        this.window = window;
    }

    /** @return whether this one is still within it */
    public boolean take(String who) {
        Instant now = clock.instant();
        Used before = used.get(who);
        boolean fresh = before == null || !before.since().plus(window).isAfter(now);
        int count = fresh ? 1 : before.count() + 1;
        if (count > most) {
            return false;
        }
        used.remove(who);
        used.put(who, new Used(fresh ? now : before.since(), count));
        return true;
    }
}
