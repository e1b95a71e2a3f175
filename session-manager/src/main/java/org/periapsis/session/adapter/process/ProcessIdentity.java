package org.periapsis.session.adapter.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One process of this machine since its last boot. A pid alone is used again; a pid with its start time is not.
 *
 * @param pid process id
 * @param start clock ticks since boot, the 22nd field of {@code /proc/<pid>/stat} (proc(5))
 */
public record ProcessIdentity(long pid, long start) {

    private static final int FIELDS_AFTER_NAME_TO_START = 19;

    /** The process that has this pid now. */
    public static Optional<ProcessIdentity> of(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            // The second field is the name in brackets and may hold anything, also brackets.
            String[] rest = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Optional.of(new ProcessIdentity(pid, Long.parseLong(rest[FIELDS_AFTER_NAME_TO_START])));
        } catch (IOException gone) {
            // ESRCH on a read is how the kernel says that the process ended after the file was opened.
            return Optional.empty();
        }
    }

    /** Reads "pid start", as the scripts write it. */
    static Optional<ProcessIdentity> read(Path file) throws IOException {
        try {
            String[] words = Files.readString(file).trim().split(" ", -1);
            return Optional.of(new ProcessIdentity(Long.parseLong(words[0]), Long.parseLong(words[1])));
        } catch (NoSuchFileException notYet) {
            return Optional.empty();
        }
    }

    boolean alive() {
        return of(pid).filter(this::equals).isPresent();
    }

    /** The handle, if the process is still this one. */
    Optional<ProcessHandle> handle() {
        return alive() ? ProcessHandle.of(pid) : Optional.empty();
    }

    /** Changes with every boot, so that identities of an earlier boot are not believed. */
    static String bootId() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).trim();
    }
}
