package org.periapsis.session.adapter.process;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The control groups of one run. Its processes cannot leave them.
 *
 * @param directories one for each hierarchy
 */
record RunGroups(List<Path> directories) {

    private static final int TRIES = 100;
    private static final long PAUSE_MS = 20;

    RunGroups {
        directories = List.copyOf(directories);
    }

    /** Those that a run was started in; none when the file is not there. */
    static RunGroups read(Path file) throws IOException {
        try {
            return new RunGroups(Files.readAllLines(file).stream().map(Path::of).toList());
        } catch (NoSuchFileException none) {
            return new RunGroups(List.of());
        }
    }

    /** For the scripts and for a later life of the agent. */
    void write(Path file) throws IOException {
        StringBuilder lines = new StringBuilder();
        directories.forEach(directory -> lines.append(directory).append('\n'));
        Access.file(file, lines.toString(), "rw-------");
    }

    /** Process ids, as this process sees them. */
    Set<Long> processes() throws IOException {
        Set<Long> found = new HashSet<>();
        for (Path directory : directories) {
            try {
                Files.readAllLines(directory.resolve("cgroup.procs")).forEach(line -> found.add(Long.parseLong(line)));
            } catch (NoSuchFileException gone) {
                // Removed already.
            }
        }
        return found;
    }

    /** Kills what is in them and removes them. What dies leaves its group only when it has been waited for. */
    void remove() throws IOException {
        for (int tries = 0; ; tries++) {
            for (long pid : processes()) {
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            }
            try {
                for (Path directory : directories) {
                    Files.deleteIfExists(directory);
                }
                return;
            } catch (FileSystemException busy) {
                if (tries >= TRIES) {
                    throw busy;
                }
            }
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while a run's control groups were removed", interrupted);
            }
        }
    }
}
