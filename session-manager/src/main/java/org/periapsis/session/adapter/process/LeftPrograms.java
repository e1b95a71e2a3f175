package org.periapsis.session.adapter.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The programs that supervisors hold for an agent that is not there: they wait for its next life, or for the watchdog. To be
 * used while no agent has the directory.
 */
public final class LeftPrograms {
    private final List<RunFiles> held;

    private LeftPrograms(List<RunFiles> held) {
        this.held = held;
    }

    /** @param runtime the directory that {@link ProcessRuntime} was given; it need not be there */
    public static LeftPrograms in(Path runtime) throws IOException {
        Path runs = runtime.resolve("runs");
        List<RunFiles> held = new ArrayList<>();
        if (Files.isDirectory(runs)) {
            try (Stream<Path> directories = Files.list(runs)) {
                for (RunFiles files : directories.map(RunFiles::new).toList()) {
                    if (supervisor(files).isPresent()) {
                        held.add(files);
                    }
                }
            }
        }
        return new LeftPrograms(held);
    }

    /** A pid of before the machine's last start may be anybody's. */
    private static Optional<ProcessHandle> supervisor(RunFiles files) throws IOException {
        Optional<RunFiles.Started> record = files.read();
        return record.isPresent() && record.get().bootId().equals(ProcessIdentity.bootId())
                ? files.supervisor().flatMap(ProcessIdentity::handle)
                : Optional.empty();
    }

    /** How many there are, or were when this was made. */
    public int count() {
        return held.size();
    }

    /** Asks the supervisors to end them; each does within its grace. */
    public void end() throws IOException {
        for (RunFiles files : held) {
            files.askToStop();
            files.supervisor().flatMap(ProcessIdentity::handle).ifPresent(ProcessHandle::destroy);
        }
    }

    /** @return how many have not ended */
    public int left() throws IOException {
        int left = 0;
        for (RunFiles files : held) {
            left += supervisor(files).isPresent() ? 1 : 0;
        }
        return left;
    }
}
