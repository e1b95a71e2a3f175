package org.periapsis.kit.observe;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every part that a service needs again and again whether it is there. What refuses is down at once; what is silent twice
 * running is too, since a machine may be busy for a moment: readiness tells of an outage within five seconds. A line is logged
 * when a part goes or comes, not when it is missed. Thread-safe.
 */
public final class PartsWatch {
    private static final Logger LOG = LoggerFactory.getLogger(PartsWatch.class);
    private static final long PATIENCE_MS = 1_500;
    private static final long PAUSE_MS = 1_300;
    private static final long PAUSE_DOWN_MS = 300;

    private final Vertx vertx;
    private final Observer observer;
    private final String service;
    private final List<Probe> probes;
    private final Map<String, Boolean> told = new ConcurrentHashMap<>();
    private final Set<String> missing = new HashSet<>();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();
    private final Promise<Void> there = Promise.promise();
    private volatile boolean stopped;

    /** @param service its name, for the log */
    public PartsWatch(Vertx vertx, Observer observer, String service, List<Probe> probes) {
        this.vertx = vertx;
        this.observer = observer;
        this.service = service;
        this.probes = List.copyOf(probes);
        probes.forEach(probe -> missing.add(probe.part()));
    }

    /**
     * Begins to ask.
     *
     * @return completes when each part has answered once
     */
    public Future<Void> start() {
        probes.forEach(probe -> {
            observer.check(probe.part(), false, "not answered yet");
            ask(probe);
        });
        if (probes.isEmpty()) {
            there.tryComplete();
        }
        return there.future();
    }

    /** @return what each part that has not answered says, for who waits at the start */
    public Map<String, String> awaited() {
        Map<String, String> awaited = new TreeMap<>();
        synchronized (missing) {
            missing.forEach(
                    part -> awaited.put(part, observer.checks().get(part).detail()));
        }
        return awaited;
    }

    public Future<Void> stop() {
        stopped = true;
        there.tryFail("stopped");
        return Future.join(probes.stream().map(probe -> probe.close().get()).toList())
                .mapEmpty();
    }

    private void ask(Probe probe) {
        if (stopped) {
            return;
        }
        Future<?> asked;
        try {
            asked = probe.ask().get();
        } catch (RuntimeException e) {
            asked = Future.failedFuture(e);
        }
        asked.timeout(PATIENCE_MS, TimeUnit.MILLISECONDS).onComplete(answer -> {
            if (!stopped) {
                if (answer.succeeded()) {
                    silent.remove(probe.part());
                    tell(probe.part(), true, "answers");
                } else if (!silent(answer.cause()) || !silent.add(probe.part())) {
                    tell(probe.part(), false, reason(answer.cause()));
                }
                vertx.setTimer(answer.succeeded() ? PAUSE_MS : PAUSE_DOWN_MS, again -> ask(probe));
            }
        });
    }

    private void tell(String part, boolean up, String detail) {
        observer.check(part, up, detail);
        Boolean before = told.put(part, up);
        if (!up && !Boolean.FALSE.equals(before)) {
            LOG.warn("event=part-down service={} part={} cause={}", service, part, detail);
        } else if (up && Boolean.FALSE.equals(before)) {
            LOG.info("event=part-up service={} part={}", service, part);
        }
        synchronized (missing) {
            if (up && missing.remove(part) && missing.isEmpty()) {
                there.tryComplete();
            }
        }
    }

    /** Kafka's clients have a class of their own for it. */
    private static boolean silent(Throwable failure) {
        return failure instanceof TimeoutException
                || failure instanceof org.apache.kafka.common.errors.TimeoutException;
    }

    private static String reason(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return "does not answer in " + PATIENCE_MS + " ms";
        }
        Throwable deepest = failure;
        while (deepest.getCause() != null && deepest.getCause() != deepest) {
            deepest = deepest.getCause();
        }
        return deepest.getMessage() == null ? deepest.toString() : deepest.getMessage();
    }
}
