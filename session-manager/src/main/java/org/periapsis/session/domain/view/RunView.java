package org.periapsis.session.domain.view;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.periapsis.events.RunAccepted;
import org.periapsis.events.RunConcluded;
import org.periapsis.events.RunExited;
import org.periapsis.events.RunIdle;
import org.periapsis.events.RunLost;
import org.periapsis.events.RunPlaced;
import org.periapsis.events.RunReady;
import org.periapsis.events.RunRef;
import org.periapsis.events.RunRevoked;
import org.periapsis.events.RunStaging;
import org.periapsis.events.RunStarted;

/**
 * A run through all of its attempts. The highest epoch is the one that counts: what an older one still tells changes the older
 * one only.
 */
public record RunView(SortedMap<Integer, Attempt> attempts) {

    /** Which attempt of which run an event is about. */
    public record Key(String entityId, String runId, int epoch, String site) {}

    public static RunView none() {
        return new RunView(new TreeMap<>());
    }

    /** @return which attempt an event is about; empty when it is about none */
    public static Optional<Key> keyOf(Object event) {
        if (event instanceof RunPlaced e) {
            return Optional.of(new Key(e.getEntityId().toString(), e.getRunId(), e.getEpoch(), e.getSite()));
        } else if (event instanceof RunRevoked e) {
            return Optional.of(new Key(e.getEntityId().toString(), e.getRunId(), e.getEpoch(), e.getSite()));
        } else if (event instanceof RunConcluded e) {
            return Optional.of(new Key(e.getEntityId().toString(), e.getRunId(), e.getEpoch(), e.getSite()));
        }
        return refOf(event).map(r -> new Key(r.getEntityId().toString(), r.getRunId(), r.getEpoch(), r.getSite()));
    }

    static Optional<RunRef> refOf(Object event) {
        if (event instanceof RunAccepted e) {
            return Optional.of(e.getRun());
        } else if (event instanceof RunStaging e) {
            return Optional.of(e.getRun());
        } else if (event instanceof RunStarted e) {
            return Optional.of(e.getRun());
        } else if (event instanceof RunReady e) {
            return Optional.of(e.getRun());
        } else if (event instanceof RunIdle e) {
            return Optional.of(e.getRun());
        } else if (event instanceof RunExited e) {
            return Optional.of(e.getRun());
        } else if (event instanceof RunLost e) {
            return Optional.of(e.getRun());
        }
        return Optional.empty();
    }

    /** @return the view with this event in it */
    public RunView apply(Object event, Stamp stamp) {
        Key key = keyOf(event).orElseThrow(() -> new IllegalArgumentException("not about a run: " + event));
        SortedMap<Integer, Attempt> now = new TreeMap<>(attempts);
        now.put(
                key.epoch(),
                now.getOrDefault(key.epoch(), Attempt.at(key.site())).apply(event, stamp));
        return new RunView(now);
    }

    /** @return the attempt with the highest epoch, under its epoch */
    public Optional<Map.Entry<Integer, Attempt>> current() {
        return attempts.isEmpty()
                ? Optional.empty()
                : Optional.of(Map.entry(attempts.lastKey(), attempts.get(attempts.lastKey())));
    }
}
