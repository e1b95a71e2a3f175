package org.periapsis.session.adapter.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.periapsis.session.domain.run.RunKey;

/**
 * Whose process listens at a port of the network that all share. Between the question and the connection the program may end
 * and another may listen: this keeps honest programs apart, not hostile ones.
 */
final class PortOwner {

    private static final String LISTENING = "0A";
    private static final int LOCAL = 1;
    private static final int STATE = 3;
    private static final int UID = 7;
    private static final int INODE = 9;

    private final Map<RunKey, Set<String>> known = new ConcurrentHashMap<>();

    /**
     * Whether all who listen at the port are the run's.
     *
     * @param uid of the run; negative when it is not known
     * @param processes of the run; asked only when the sockets are not those of the last time
     */
    boolean listens(RunKey run, int port, int uid, Processes processes) throws IOException {
        Map<String, Integer> sockets = listening(port);
        if (sockets.isEmpty() || sockets.values().stream().anyMatch(owner -> uid >= 0 && owner != uid)) {
            return false;
        }
        if (sockets.keySet().equals(known.get(run))) {
            return true;
        }
        Set<String> open = new HashSet<>();
        for (long pid : processes.now()) {
            open.addAll(sockets(pid));
        }
        if (!open.containsAll(sockets.keySet())) {
            return false;
        }
        known.put(run, Set.copyOf(sockets.keySet()));
        return true;
    }

    /** How a run's processes are found. */
    @FunctionalInterface
    interface Processes {
        Set<Long> now() throws IOException;
    }

    void forget(RunKey run) {
        known.remove(run);
    }

    /** The inodes of listening sockets at a port, whatever their address, with their uids (proc_net_tcp in the kernel's documentation). */
    private static Map<String, Integer> listening(int port) throws IOException {
        String sign = String.format(":%04X", port);
        Map<String, Integer> found = new HashMap<>();
        for (String file : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            if (Files.notExists(Path.of(file))) {
                continue;
            }
            for (String line : Files.readAllLines(Path.of(file), StandardCharsets.US_ASCII)) {
                String[] fields = line.strip().split("\\s+", -1);
                if (fields.length > INODE && fields[STATE].equals(LISTENING) && fields[LOCAL].endsWith(sign)) {
                    found.put(fields[INODE], Integer.parseInt(fields[UID]));
                }
            }
        }
        return found;
    }

    private static Set<String> sockets(long pid) {
        Set<String> inodes = new HashSet<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path each : descriptors) {
                String target = Files.readSymbolicLink(each).toString();
                if (target.startsWith("socket:[")) {
                    inodes.add(target.substring("socket:[".length(), target.length() - 1));
                }
            }
        } catch (IOException gone) {
            // It ended, or closed one while it was looked at: what was seen counts.
            return inodes;
        }
        return inodes;
    }
}
