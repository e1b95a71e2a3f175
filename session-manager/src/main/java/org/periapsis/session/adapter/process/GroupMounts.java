package org.periapsis.session.adapter.process;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Where control groups are mounted and which of them this process is in. Of version 1 each controller has a hierarchy of its
 * own; what is on none is on the one hierarchy of version 2.
 */
final class GroupMounts {

    /** In version 2 a group with processes of its own cannot divide what it has, so the platform goes into a part of it. */
    private static final String LEAF = "periapsis-agent";

    private static final String UNIFIED = "";

    /**
     * A mount.
     *
     * @param root of the hierarchy that is seen
     * @param point where
     * @param type cgroup or cgroup2
     * @param options of the file system: the controllers, for version 1
     */
    private record Mount(String root, Path point, String type, Set<String> options) {}

    private final List<Mount> mounts;
    private final List<String> memberships;

    private GroupMounts(List<Mount> mounts, List<String> memberships) {
        this.mounts = mounts;
        this.memberships = memberships;
    }

    /** Those of this process. A machine without control groups has none. */
    static GroupMounts read() {
        try {
            return of(
                    Files.readAllLines(Path.of("/proc/self/mountinfo")),
                    Files.readAllLines(Path.of("/proc/self/cgroup")));
        } catch (IOException none) {
            return of(List.of(), List.of());
        }
    }

    /** Reads the lines of {@code /proc/self/mountinfo} and {@code /proc/self/cgroup}. */
    static GroupMounts of(List<String> mountinfo, List<String> memberships) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : mountinfo) {
            String[] halves = line.split(" - ", 2);
            String[] place = halves[0].split(" ", -1);
            String[] system = halves[1].split(" ", -1);
            if (system[0].startsWith("cgroup")) {
                mounts.add(
                        new Mount(place[3], Path.of(place[4]), system[0], Set.of(distinct(system[2].split(",", -1)))));
            }
        }
        return new GroupMounts(mounts, memberships);
    }

    private static String[] distinct(String[] words) {
        return Arrays.stream(words).distinct().toArray(String[]::new);
    }

    /** The directory of this process's own group, in which groups with this controller can be made. */
    Path own(String controller) throws IOException {
        for (String line : memberships) {
            String[] parts = line.split(":", 3);
            if (Set.of(distinct(parts[1].split(",", -1))).contains(controller)) {
                Mount mount = mounts.stream()
                        .filter(each ->
                                each.type().equals("cgroup") && each.options().contains(controller))
                        .findFirst()
                        .orElseThrow(() -> new IOException("it is not mounted"));
                return below(mount, parts[2]);
            }
        }
        return unified(controller);
    }

    private static Path below(Mount mount, String group) {
        Path root = Path.of(mount.root());
        Path path = Path.of(group);
        return path.startsWith(root)
                ? mount.point().resolve(root.relativize(path)).normalize()
                : mount.point();
    }

    private Path unified(String controller) throws IOException {
        Mount mount = mounts.stream()
                .filter(each -> each.type().equals("cgroup2"))
                .findFirst()
                .orElseThrow(() -> new IOException("the machine has no control groups"));
        String group = memberships.stream()
                .map(line -> line.split(":", 3))
                .filter(parts -> parts[1].equals(UNIFIED))
                .map(parts -> parts[2])
                .findFirst()
                .orElseThrow(() -> new IOException("the machine has no control groups"));
        Path own = below(mount, group);
        if (Objects.equals(String.valueOf(own.getFileName()), LEAF)) {
            own = own.getParent();
        }
        if (!words(own.resolve("cgroup.controllers")).contains(controller)) {
            throw new IOException("this group has not been given it");
        }
        if (!words(own.resolve("cgroup.subtree_control")).contains(controller)) {
            makeWay(own);
            Files.writeString(own.resolve("cgroup.subtree_control"), "+" + controller, StandardOpenOption.WRITE);
        }
        return own;
    }

    /** Moves this process into a part of its group; others in it were put there by somebody else and stay. */
    private static void makeWay(Path own) throws IOException {
        String me = Long.toString(ProcessHandle.current().pid());
        List<String> members = Files.readAllLines(own.resolve("cgroup.procs"));
        if (members.isEmpty()) {
            return;
        }
        if (!members.equals(List.of(me))) {
            throw new IOException(
                    "other processes are in the platform's group: give it one of its own, as systemd does "
                            + "for a unit with Delegate=yes");
        }
        Path leaf = own.resolve(LEAF);
        if (Files.notExists(leaf)) {
            Files.createDirectory(leaf);
        }
        Files.writeString(leaf.resolve("cgroup.procs"), me, StandardOpenOption.WRITE);
    }

    private static List<String> words(Path file) throws IOException {
        return Arrays.asList(Files.readString(file).strip().split(" ", -1));
    }

    /** A failure in a few words. */
    static String why(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "the platform may not make groups";
        }
        if (failure instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        return String.valueOf(failure.getMessage());
    }
}
