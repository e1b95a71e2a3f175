package org.periapsis.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Processes of this machine that belong to an agent's runs: the runs' folder is in their command or environment. */
record RunProcesses(Path folder) {
    /** What they were started with. */
    List<String> all() {
        return List.copyOf(running().values());
    }

    /** Those that stay as long as their run: not the supervisors' clocks. */
    List<Long> pids() {
        return running().entrySet().stream()
                .filter(each -> !each.getValue().startsWith("sleep"))
                .map(Map.Entry::getKey)
                .toList();
    }

    private Map<Long, String> running() {
        Map<Long, String> found = new TreeMap<>();
        ProcessHandle.allProcesses().forEach(process -> {
            String text = proc(process.pid(), "cmdline") + proc(process.pid(), "environ");
            if (process.pid() != ProcessHandle.current().pid() && text.contains(folder.toString())) {
                found.put(process.pid(), text);
            }
        });
        return found;
    }

    private static String proc(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
