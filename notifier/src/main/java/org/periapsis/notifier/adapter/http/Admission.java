package org.periapsis.notifier.adapter.http;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts open streams, so that nobody takes them all. When there are as many as there may be, who has least comes in: the oldest
 * stream of who has most is asked to leave. Thread-safe.
 */
final class Admission {
    private final EventRoutes.StreamLimits limits;
    private final Map<String, Deque<Seat>> open = new HashMap<>();
    private int all;
    private int anonymous;

    Admission(EventRoutes.StreamLimits limits) {
        this.limits = limits;
    }

    /** One open stream. */
    final class Seat {
        private final String who;
        private final boolean nameless;
        private final Runnable asked;
        private boolean left;

        private Seat(String who, boolean nameless, Runnable asked) {
            this.who = who;
            this.nameless = nameless;
            this.asked = asked;
        }

        /** Gives the place back; once. */
        void leave() {
            synchronized (Admission.this) {
                if (!left) {
                    left = true;
                    all--;
                    anonymous -= nameless ? 1 : 0;
                    open.computeIfPresent(who, (key, seats) -> {
                        seats.remove(this);
                        return seats.isEmpty() ? null : seats;
                    });
                }
            }
        }
    }

    /** Why there is no place. */
    enum Refusal {
        SHARE,
        FULL
    }

    /** Either a place or why not. */
    record Answer(Optional<Seat> seat, Refusal refusal) {}

    /**
     * Asks for a place.
     *
     * @param who the person, or the address of one who is not signed in
     * @param nameless whether it is an address
     * @param asked has this stream leave in good order
     */
    Answer enter(String who, boolean nameless, Runnable asked) {
        Optional<Seat> leaver = Optional.empty();
        Seat seat = new Seat(who, nameless, asked);
        synchronized (this) {
            int own = seats(who);
            if (own >= (nameless ? limits.perAddress() : limits.perCaller())) {
                return new Answer(Optional.empty(), Refusal.SHARE);
            }
            boolean crowd = nameless && anonymous >= limits.anonymous();
            if (crowd || all >= limits.total()) {
                leaver = oldestOfTheGreediest(crowd, own);
                if (leaver.isEmpty()) {
                    return new Answer(Optional.empty(), Refusal.FULL);
                }
                leaver.get().leave();
            }
            open.computeIfAbsent(who, key -> new ArrayDeque<>()).add(seat);
            all++;
            anonymous += nameless ? 1 : 0;
        }
        leaver.ifPresent(oldest -> oldest.asked.run());
        return new Answer(Optional.of(seat), null);
    }

    /** @return empty when nobody has clearly more than the one who comes would have */
    private Optional<Seat> oldestOfTheGreediest(boolean namelessOnly, int own) {
        return open.values().stream()
                .filter(seats -> !namelessOnly || seats.peek().nameless)
                .max(Comparator.comparingInt(Deque::size))
                .filter(seats -> seats.size() > own + 1)
                .map(Deque::peek);
    }

    synchronized int open() {
        return all;
    }

    private int seats(String who) {
        Deque<Seat> seats = open.get(who);
        return seats == null ? 0 : seats.size();
    }
}
