package org.periapsis.ingest.domain.intake;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.periapsis.events.IntakeCounted;

/**
 * Counts what comes in, by archive, way in and hour. An hour that a restart divides has two accounts, which add up.
 * Thread-safe.
 */
public final class IntakeCounter {
    /** What became of one offer. */
    public enum Fate {
        ACCEPTED,
        REPEATED,
        REFUSED
    }

    private record Account(String archive, String intake, Instant hour) {}

    private final Map<Account, EnumMap<Fate, Long>> counts = new HashMap<>();

    public synchronized void count(String archive, String intake, Fate fate, Instant now) {
        Account account = new Account(archive, intake, now.truncatedTo(ChronoUnit.HOURS));
        counts.computeIfAbsent(account, a -> new EnumMap<>(Fate.class)).merge(fate, 1L, Long::sum);
    }

    /** Takes out the accounts of the hours before this one. */
    public synchronized List<Fact> closed(Instant now) {
        return take(now.truncatedTo(ChronoUnit.HOURS));
    }

    /** Takes out everything, before the end. */
    public synchronized List<Fact> all() {
        return take(Instant.MAX);
    }

    private List<Fact> take(Instant before) {
        List<Fact> facts = new ArrayList<>();
        counts.entrySet().removeIf(e -> {
            Account a = e.getKey();
            if (!a.hour.isBefore(before)) {
                return false;
            }
            Map<Fate, Long> n = e.getValue();
            IntakeCounted event = IntakeCounted.newBuilder()
                    .setArchive(a.archive)
                    .setIntake(a.intake)
                    .setHour(a.hour)
                    .setReceived(n.values().stream().mapToLong(Long::longValue).sum())
                    .setAccepted(n.getOrDefault(Fate.ACCEPTED, 0L))
                    .setRepeated(n.getOrDefault(Fate.REPEATED, 0L))
                    .setRefused(n.getOrDefault(Fate.REFUSED, 0L))
                    .build();
            facts.add(new Fact(UUID.randomUUID().toString(), a.archive, event));
            return true;
        });
        return facts;
    }
}
