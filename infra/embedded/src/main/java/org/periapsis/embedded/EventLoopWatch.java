package org.periapsis.embedded;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks, again and again, at what the event loops of this JVM are doing, and notes what is not for them: inflating, hashing,
 * reading files. For tests; it sees what lasts longer than a few milliseconds.
 */
public final class EventLoopWatch implements AutoCloseable {
    private static final String LOOP = "vert.x-eventloop-thread";
    private static final long EVERY_MS = 2;

    private final List<String> forbidden;
    private final Set<String> found = ConcurrentHashMap.newKeySet();
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
                if (each.getKey().getName().startsWith(LOOP)) {
                    Arrays.stream(each.getValue())
                            .filter(frame -> forbidden.stream().anyMatch(frame.getClassName()::startsWith))
                            .findFirst()
                            .ifPresent(frame -> found.add(frame.getClassName() + "." + frame.getMethodName()));
                }
            }
            try {
                Thread.sleep(EVERY_MS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** @return what was seen on an event loop and is not for it */
    public Set<String> found() {
        return Set.copyOf(found);
    }

    @Override
    public void close() {
        over = true;
        watcher.interrupt();
    }
}
