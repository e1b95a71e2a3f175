package org.periapsis.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the kernel says of sockets that listen (Linux, {@code /proc/net/tcp}); for tests of who can be reached from where. */
public final class ListeningSockets {
    private static final Path PROC = Path.of("/proc");
    private static final String LISTEN = "0A";
    private static final String LOOPBACK_6 = "00000000000000000000000001000000";
    private static final String MAPPED = "0000000000000000FFFF0000";

    private ListeningSockets() {}

    /** One socket, as the kernel writes it: an address in hexadecimal digits and a port. */
    public record Listening(String address, int port) {
        /** Whether only this machine reaches it. */
        public boolean onLoopback() {
            return address.equals(LOOPBACK_6)
                    || (address.length() == 8 && address.endsWith("7F"))
                    || (address.startsWith(MAPPED) && address.endsWith("7F"));
        }
    }

    /** @return those of this process, of what it has started, and of every process that works on the directory */
    public static List<Listening> of(Path directory) throws IOException {
        Set<String> inodes = new HashSet<>();
        for (long pid : pids(directory)) {
            inodes.addAll(inodes(pid));
        }
        List<Listening> found = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(PROC.resolve("self/net").resolve(table))) {
                String[] columns = line.trim().split("\\s+", -1);
                if (columns.length > 9 && columns[3].equals(LISTEN) && inodes.contains(columns[9])) {
                    int colon = columns[1].indexOf(':');
                    found.add(new Listening(
                            columns[1].substring(0, colon), Integer.parseInt(columns[1].substring(colon + 1), 16)));
                }
            }
        }
        return found;
    }

    private static Set<Long> pids(Path directory) {
        Set<Long> pids = new HashSet<>();
        pids.add(ProcessHandle.current().pid());
        ProcessHandle.current().descendants().forEach(child -> pids.add(child.pid()));
        ProcessHandle.allProcesses()
                .filter(process -> process.info().arguments().stream()
                        .flatMap(Stream::of)
                        .anyMatch(argument -> argument.contains(directory.toString())))
                .forEach(process -> pids.add(process.pid()));
        return pids;
    }

    private static List<String> inodes(long pid) throws IOException {
        Path descriptors = PROC.resolve(Long.toString(pid)).resolve("fd");
        List<String> found = new ArrayList<>();
        if (!Files.isReadable(descriptors)) {
            return found;
        }
        try (Stream<Path> all = Files.list(descriptors)) {
            for (Path descriptor : all.toList()) {
                socket(descriptor).ifPresent(found::add);
            }
        }
        return found;
    }

    /** @return its inode; empty for what is no socket, or closed meanwhile */
    private static Optional<String> socket(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("socket:[")
                    ? Optional.of(target.substring(8, target.length() - 1))
                    : Optional.empty();
        } catch (IOException closedMeanwhile) {
            return Optional.empty();
        }
    }
}
