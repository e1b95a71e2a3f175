package org.periapsis.bench;

import java.util.List;

/** Every benchmark there is. */
public final class Benchmarks {
    private Benchmarks() {}

    public static List<Benchmark> all() {
        return List.of(new PipelineBenchmark(), new SessionBenchmark(), new FootprintBenchmark(), new PageBenchmark());
    }
}
