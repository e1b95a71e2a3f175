package org.periapsis.cli;

import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.periapsis.bench.Benchmark;
import org.periapsis.bench.Benchmarks;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a benchmark. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Runs a benchmark on this machine, on a stack of its own.",
        footer = {"", "Example: periapsis bench pipeline --json"})
final class BenchCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "Which: ${COMPLETION-CANDIDATES}", completionCandidates = Names.class)
    private String name;

    @Option(names = "--json", description = "Prints one JSON object a line; progress goes to the error stream.")
    private boolean json;

    @Option(names = "--size", paramLabel = "N", description = "Size of the run (default: the benchmark's own).")
    private long size;

    @Option(names = "--seed", paramLabel = "SEED", defaultValue = "1", description = "Seed (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Benchmark benchmark = Benchmarks.all().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CommandLine.ParameterException(
                        spec.commandLine(),
                        "no benchmark " + name + "; there are: "
                                + Benchmarks.all().stream().map(Benchmark::name).collect(Collectors.joining(", "))));
        benchmark.run(
                new Benchmark.Settings(size, seed),
                figure -> {
                    spec.commandLine().getOut().println(json ? figure.json() : figure.text());
                    spec.commandLine().getOut().flush();
                },
                text -> {
                    spec.commandLine().getErr().println("periapsis: " + text);
                    spec.commandLine().getErr().flush();
                });
        return 0;
    }

    /** Names for the help and for completion. */
    static final class Names implements Iterable<String> {
        @Override
        public java.util.Iterator<String> iterator() {
            return Benchmarks.all().stream().map(Benchmark::name).iterator();
        }
    }
}
