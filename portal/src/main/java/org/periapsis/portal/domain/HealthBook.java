package org.periapsis.portal.domain;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** How every service behind the door is, kept from what they answer. Thread-safe. */
public final class HealthBook {
    /** Health is asked for every two seconds, and answered by one that only has much to do. */
    private static final Duration HANGS = Duration.ofSeconds(15);

    private final Clock clock;
    private final Map<ServiceName, Health> known = new ConcurrentHashMap<>();
    private final Map<ServiceName, Instant> heard = new ConcurrentHashMap<>();

    /** @param watched the services that are asked again and again */
    public HealthBook(Clock clock, Collection<ServiceName> watched) {
        this.clock = clock;
        Instant now = clock.instant();
        watched.forEach(name -> known.put(name, Health.unknown(now)));
    }

    /** A service's line. */
    public record Line(ServiceName name, Health health) {}

    /** Takes what a service answered; nothing of one that is not watched. */
    public void answered(ServiceName name, Health.Answer answer) {
        if (!answer.silent() && known.containsKey(name)) {
            heard.put(name, clock.instant());
        }
        known.computeIfPresent(name, (same, health) -> health.after(answer, clock.instant()));
    }

    /**
     * Takes that a request found nobody there, which may be seen before the next question is.
     *
     * @return since when; now for one that is not watched
     */
    public Instant silent(ServiceName name, String why) {
        answered(name, Health.Answer.none(why));
        Health health = known.get(name);
        return health == null ? clock.instant() : health.since();
    }

    /**
     * Whoever would ask such a one anything would wait for as long as they are patient.
     *
     * @return since when nothing at all was heard of a service that had answered, when that is for so long that it hangs
     */
    public Optional<Instant> hangs(ServiceName name) {
        Health health = known.get(name);
        return health == null || !health.silent()
                ? Optional.empty()
                : Optional.ofNullable(heard.get(name))
                        .filter(last -> last.plus(HANGS).isBefore(clock.instant()));
    }

    /** @return every service by name and site */
    public List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        new TreeMap<>(known).forEach((name, health) -> lines.add(new Line(name, health)));
        return lines;
    }
}
