package org.periapsis.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.periapsis.local.stack.StackDirectory;

/** The processes of a stack beside its JVM. */
final class ProcessTree {
    private ProcessTree() {}

    /** PostgreSQL's, found by the file in which it writes down its process id: it is no child of the JVM. */
    static List<ProcessHandle> postgres(StackDirectory directory) throws IOException {
        String pid = Files.readAllLines(directory.postgres().resolve("data").resolve("postmaster.pid"))
                .get(0);
        return ProcessHandle.of(Long.parseLong(pid.strip())).stream()
                .flatMap(ProcessTree::withDescendants)
                .toList();
    }

    /** The process and all that descend from it. */
    static Stream<ProcessHandle> withDescendants(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants());
    }
}
