package org.periapsis.embedded;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Looks, again and again, at what the event loops of this JVM are doing, and notes what is not for them: inflating, hashing,
 * reading files. For tests; it sees what lasts longer than a few milliseconds.
 */
public final class EventLoopWatch implements AutoCloseable {
    private static final String LOOP = "vert.x-eventloop-thread";
    private static final long EVERY_MS = 2;
    /** Something small may be seen by chance, and not again and again. */
    private static final int LONG = 4;

    private final List<String> forbidden;
    private final Map<String, Integer> found = new ConcurrentHashMap<>();
    private volatile List<String> others = List.of();
    private final Thread watcher = new Thread(this::watch, "event-loop-watch");
    private volatile boolean over;

    /** @param forbidden beginnings of class names that must not be on an event loop's stack */
    public EventLoopWatch(String... forbidden) {
        this.forbidden = List.of(forbidden);
        watcher.setDaemon(true);
        watcher.start();
    }

    private void watch() {
        while (!over) {
            for (Map.Entry<Thread, StackTraceElement[]> each :
                    Thread.getAllStackTraces().entrySet()) {
                if (each.getKey().getName().startsWith(LOOP) && !in(each.getValue(), others)) {
                    forbidden.stream()
                            .filter(name -> in(each.getValue(), List.of(name)))
                            .forEach(name -> found.merge(name + by(each.getValue()), 1, Integer::sum));
                }
            }
            try {
                Thread.sleep(EVERY_MS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static boolean in(StackTraceElement[] stack, List<String> names) {
        return Arrays.stream(stack).anyMatch(frame -> names.stream().anyMatch(frame.getClassName()::startsWith));
    }

    /** Whose doing it is. */
    private static String by(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .filter(frame -> frame.getClassName().startsWith("org.periapsis."))
                .map(frame -> " by " + frame.getClassName() + "." + frame.getMethodName())
                .findFirst()
                .orElse("");
    }

    /** Looks away from what stands in for others, and runs on loops of this JVM too. */
    public EventLoopWatch without(String... standIns) {
        others = List.of(standIns);
        return this;
    }

    /** @return what was seen on an event loop and is not for it */
    public Set<String> found() {
        return Set.copyOf(found.keySet());
    }

    /** @return what was seen there often enough to hold others up: what is small may be done there */
    public Set<String> heldUp() {
        return found.entrySet().stream()
                .filter(each -> each.getValue() >= LONG)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void close() {
        over = true;
        watcher.interrupt();
    }
}
