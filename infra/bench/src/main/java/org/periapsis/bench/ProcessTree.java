package org.periapsis.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.periapsis.local.stack.StackDirectory;

/** The processes of a stack. Linux only. */
final class ProcessTree {
    private static final String PSS = "Pss:";

    private ProcessTree() {}

    /** PostgreSQL's, found by the file in which it writes down its process id: it is no child of the JVM. */
    static List<ProcessHandle> postgres(StackDirectory directory) throws IOException {
        String pid = Files.readAllLines(directory.postgres().resolve("data").resolve("postmaster.pid"))
                .get(0);
        return ProcessHandle.of(Long.parseLong(pid.strip())).stream()
                .flatMap(ProcessTree::withDescendants)
                .toList();
    }

    /** The JVM's, with the scripts and the programs that agents run. */
    static List<ProcessHandle> ofJvm(ProcessHandle jvm, StackDirectory directory) {
        String root = directory.root().toString() + "/sites/";
        // What a site runs is in a session of its own, and may have lost its parent.
        Stream<ProcessHandle> atSites = ProcessHandle.allProcesses()
                .filter(process -> words(process).stream().anyMatch(word -> word.contains(root)));
        return List.copyOf(Stream.concat(Stream.of(jvm), atSites)
                .flatMap(ProcessTree::withDescendants)
                .collect(Collectors.toSet()));
    }

    /** The process and all that descend from it. */
    static Stream<ProcessHandle> withDescendants(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants());
    }

    /** @return whether its program is called so, whatever its arguments are */
    static Predicate<ProcessHandle> runs(String program) {
        return process -> words(process).stream().limit(1).anyMatch(word -> word.endsWith(program));
    }

    /**
     * Resident memory in MiB. A page that several processes share counts once in all, in equal parts: PostgreSQL's shared
     * buffers would count for each of its processes otherwise.
     */
    static double mib(List<ProcessHandle> processes) {
        return processes.stream().mapToLong(ProcessTree::pssKib).sum() / 1024.0;
    }

    private static long pssKib(ProcessHandle process) {
        return read(process, "smaps_rollup")
                .lines()
                .filter(line -> line.startsWith(PSS))
                .mapToLong(line -> Long.parseLong(
                        line.substring(PSS.length()).replace("kB", "").strip()))
                .sum();
    }

    /** @return the command line; empty when the process is gone or another user's */
    static List<String> words(ProcessHandle process) {
        return List.of(read(process, "cmdline").split("\0", 0));
    }

    /** @return a file of the process below {@code /proc}; empty when the process is gone or another user's */
    static String read(ProcessHandle process, String name) {
        try {
            return Files.readString(Path.of("/proc", "" + process.pid(), name), StandardCharsets.ISO_8859_1);
        } catch (IOException goneOrForeign) {
            return "";
        }
    }
}
