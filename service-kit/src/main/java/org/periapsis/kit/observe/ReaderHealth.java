package org.periapsis.kit.observe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * How one reader of the log is. Its thread says where it stands; how far behind that is, is told at the time of asking, so that
 * a thread that hangs is seen. Thread-safe.
 */
public final class ReaderHealth {
    /** A write that is accepted is to be seen in a view within this time; a reader that is further behind is not ready. */
    public static final Duration FRESH = Duration.ofSeconds(5);

    private final Clock clock;
    private State state = State.STARTING;
    private String reason = "";
    private long records;
    private Optional<Instant> oldest = Optional.empty();
    private int setAside;
    private boolean up;
    private Instant since;

    /** What a reader does. */
    public enum State {
        STARTING,
        /** Reads, and is behind. */
        CATCHING_UP,
        READING,
        /** Others read all partitions. */
        STANDS_BY,
        /** There is an outage. */
        WAITING,
        /** For good: it met what it must not pass. */
        STOPPED;

        /** For people. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    ReaderHealth(Clock clock) {
        this.clock = clock;
        this.since = clock.instant();
    }

    /**
     * It reads.
     *
     * @param behind records that it has not handled
     * @param first when the oldest of them was written, or a time before; empty when it is not known
     */
    public synchronized void reading(long behind, Optional<Instant> first) {
        records = behind;
        oldest = first;
        state = behind > 0 && first.isEmpty() ? State.CATCHING_UP : State.READING;
    }

    public synchronized void standsBy() {
        records = 0;
        oldest = Optional.empty();
        state = State.STANDS_BY;
    }

    public synchronized void waiting(String why) {
        reason = why;
        state = State.WAITING;
    }

    public synchronized void stopped(String why) {
        reason = why;
        state = State.STOPPED;
    }

    /** So many records wait for an operator's decision. */
    public synchronized void setAside(int open) {
        setAside = open;
    }

    public synchronized State state() {
        return state == State.READING && behind().compareTo(FRESH) > 0 ? State.CATCHING_UP : state;
    }

    /** @return how old the oldest record is that was not handled; zero for none, or when that is not known */
    public synchronized Duration behind() {
        return oldest.map(first -> Duration.between(first, clock.instant()))
                .filter(age -> !age.isNegative())
                .orElse(Duration.ZERO);
    }

    public synchronized long records() {
        return records;
    }

    public synchronized int setAside() {
        return setAside;
    }

    synchronized Observer.Check check() {
        State now = state();
        boolean good = now == State.READING || now == State.STANDS_BY;
        if (good != up) {
            up = good;
            since = clock.instant();
        }
        return new Observer.Check(up, detail(now), since);
    }

    private String detail(State now) {
        String text =
                switch (now) {
                    case STARTING -> "starting";
                    case CATCHING_UP ->
                        "catching up: " + records + " records"
                                + (oldest.isPresent() ? ", " + behind().toSeconds() + " s behind" : "");
                    case READING -> "reading";
                    case STANDS_BY -> "stands by: others read all partitions";
                    case WAITING -> "waiting: " + reason;
                    case STOPPED -> "stopped: " + reason;
                };
        return setAside == 0 ? text : text + "; set aside: " + setAside + " (see periapsis dlq list)";
    }
}
