package org.periapsis.session.adapter.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.periapsis.session.domain.run.Limits;

/**
 * The control groups of runs (cgroups(7)): each run has a group of its own for each resource, made within the group that this
 * process is in, so that what bounds the platform bounds its runs too.
 */
final class ControlGroups {

    /** What a group bounds. */
    enum Resource {
        MEMORY("memory"),
        PROCESSES("pids"),
        CPU("cpu");

        private final String controller;

        Resource(String controller) {
            this.controller = controller;
        }

        /** Its name in the kernel. */
        String controller() {
            return controller;
        }
    }

    private static final long CPU_PERIOD_US = 100_000;
    private static final int SHARES_A_CORE = 1024;
    private static final int WEIGHT_A_CORE = 100;
    private static final int LARGEST_WEIGHT = 10_000;

    private final String prefix;
    private final Map<Resource, Path> parents = new EnumMap<>(Resource.class);
    private final Map<String, String> lacking = new TreeMap<>();

    private ControlGroups(String prefix) {
        this.prefix = prefix;
    }

    /**
     * Tries which resources can be bounded here.
     *
     * @param prefix of the groups' names, of this runtime alone
     */
    static ControlGroups tried(String prefix) {
        ControlGroups groups = new ControlGroups(prefix);
        GroupMounts mounts = GroupMounts.read();
        for (Resource resource : Resource.values()) {
            try {
                Path parent = mounts.own(resource.controller());
                groups.parents.put(resource, parent);
                Path trial = parent.resolve(prefix + "trial");
                RunGroups leftover = new RunGroups(List.of(trial));
                leftover.remove();
                Files.createDirectory(trial);
                groups.bound(resource, trial, new Limits(1, 64L << 20), Bounds.usual());
                leftover.remove();
            } catch (IOException refused) {
                groups.parents.remove(resource);
                groups.lacking.put(resource.controller(), GroupMounts.why(refused));
            }
        }
        return groups;
    }

    /** None, for a reason. */
    static ControlGroups none(String reason) {
        ControlGroups groups = new ControlGroups("");
        for (Resource resource : Resource.values()) {
            groups.lacking.put(resource.controller(), reason);
        }
        return groups;
    }

    boolean bounds(Resource resource) {
        return parents.containsKey(resource);
    }

    /** What cannot be bounded for a run as a whole, and why; empty when all can. */
    String note() {
        List<String> words = new ArrayList<>();
        lacking.forEach((controller, reason) -> words.add(controller + " (" + reason + ")"));
        return words.isEmpty() ? "" : "not bounded for a run as a whole: " + String.join(", ", words);
    }

    /** Makes the groups of a run, empty. */
    RunGroups make(String name, Limits limits, Bounds bounds) throws IOException {
        Set<Path> directories = new LinkedHashSet<>();
        for (Path parent : parents.values()) {
            directories.add(parent.resolve(prefix + name));
        }
        RunGroups groups = new RunGroups(List.copyOf(directories));
        groups.remove();
        for (Path directory : directories) {
            Files.createDirectory(directory);
        }
        for (Map.Entry<Resource, Path> each : parents.entrySet()) {
            bound(each.getKey(), each.getValue().resolve(prefix + name), limits, bounds);
        }
        return groups;
    }

    /** Removes the groups of this runtime that no run has any more, with what still runs in them. */
    void sweep(Set<String> names) throws IOException {
        for (Path parent : new LinkedHashSet<>(parents.values())) {
            List<Path> found;
            try (Stream<Path> children = Files.list(parent)) {
                found = children.filter(child -> child.getFileName().toString().startsWith(prefix))
                        .filter(child ->
                                !names.contains(child.getFileName().toString().substring(prefix.length())))
                        .toList();
            }
            new RunGroups(found).remove();
        }
    }

    private void bound(Resource resource, Path group, Limits limits, Bounds bounds) throws IOException {
        switch (resource) {
            case MEMORY -> {
                if (limits.memoryBytes() > 0) {
                    String bytes = Long.toString(limits.memoryBytes());
                    write(group, List.of("memory.limit_in_bytes", "memory.max"), bytes);
                    // Memory that is swapped out is memory: where the kernel counts it apart, it is bounded apart.
                    writeIfThere(group, "memory.memsw.limit_in_bytes", bytes);
                    writeIfThere(group, "memory.swap.max", "0");
                }
            }
            case PROCESSES -> write(group, List.of("pids.max"), Integer.toString(bounds.processes()));
            case CPU -> {
                if (Files.exists(group.resolve("cpu.shares"))) {
                    write(group, List.of("cpu.shares"), Integer.toString(SHARES_A_CORE * limits.cores()));
                } else {
                    int weight = Math.min(LARGEST_WEIGHT, WEIGHT_A_CORE * limits.cores());
                    write(group, List.of("cpu.weight"), Integer.toString(weight));
                }
                if (bounds.cpuQuota()) {
                    long quota = CPU_PERIOD_US * limits.cores();
                    writeIfThere(group, "cpu.cfs_quota_us", Long.toString(quota));
                    writeIfThere(group, "cpu.max", quota + " " + CPU_PERIOD_US);
                }
            }
        }
    }

    /** Writes into the first of these files that this version of control groups has. */
    private static void write(Path group, List<String> names, String value) throws IOException {
        for (String name : names) {
            if (Files.exists(group.resolve(name))) {
                writeIfThere(group, name, value);
                return;
            }
        }
        throw new IOException("the kernel has no " + names);
    }

    private static void writeIfThere(Path group, String name, String value) throws IOException {
        Path file = group.resolve(name);
        if (Files.exists(file)) {
            Files.writeString(file, value, StandardOpenOption.WRITE);
        }
    }
}
