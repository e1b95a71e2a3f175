package org.periapsis.session.adapter.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the children of a run whose supervisor was killed, by the mark in their environment. */
final class StrayProcesses {

    private StrayProcesses() {}

    /** Kills every process with the mark, and returns how many there were. */
    static long kill(String mark) {
        return marked(mark).filter(ProcessHandle::destroyForcibly).count();
    }

    /** The processes with the mark. */
    static Set<Long> of(String mark) {
        return marked(mark).map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    private static Stream<ProcessHandle> marked(String mark) {
        String sign = "PERIAPSIS_MARK=" + mark + "\0";
        return ProcessHandle.allProcesses()
                .filter(process -> environment(process.pid()).contains(sign));
    }

    private static String environment(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException goneOrForeign) {
            return "";
        }
    }
}
