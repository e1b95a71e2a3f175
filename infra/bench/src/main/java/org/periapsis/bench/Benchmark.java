package org.periapsis.bench;

import java.util.function.Consumer;

/** A benchmark: measures, and hands on each figure as it is known. */
public interface Benchmark {
    String name();

    /** One line on what it measures. */
    String description();

    /** @param say hears what it is doing, for a terminal */
    void run(Settings settings, Consumer<Figure> figures, Consumer<String> say) throws Exception;

    /**
     * @param n size; 0 for the benchmark's own
     * @param seed of whatever is drawn at random
     */
    record Settings(long n, long seed) {}
}
