package org.periapsis.session.adapter.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.periapsis.session.adapter.process.ControlGroups.Resource;
import org.periapsis.session.domain.run.Limits;

/**
 * The command lines of supervisor, sandbox and program. No value on them is secret.
 *
 * @param scripts where the scripts are
 * @param confinement how the run is kept apart
 * @param leaseSeconds after which a silent agent's run is ended
 * @param graceSeconds between TERM and KILL
 * @param bounds of each run
 */
record Launch(Path scripts, Confinement confinement, int leaseSeconds, int graceSeconds, Bounds bounds) {

    private static final long LEAST_MEMORY_DISK = 16L << 20;
    private static final long USUAL_MEMORY_DISK = 1L << 30;

    /** The supervisor's whole command line. */
    List<String> command(RunFiles files, int uid, Limits limits, String mark, List<String> program) {
        String run = files.directory().toString();
        List<String> line = new ArrayList<>(List.of("setsid", "sh", script("supervise.sh"), run));
        line.addAll(List.of(Integer.toString(leaseSeconds), Integer.toString(graceSeconds), mark));
        line.add(confinement.sandbox() ? "sandbox" : "plain");
        line.addAll(List.of("sh", script("confine.sh"), run));
        String id = Integer.toString(uid);
        switch (confinement.isolation()) {
            case SANDBOX -> {
                // Should the supervisor be killed, its death takes the namespaces with it, and the relay in them.
                line.addAll(
                        List.of("setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--propagation", "private"));
                line.addAll(List.of("--net", "--ipc", "--pid", "--fork", "--kill-child"));
                line.addAll(List.of("sh", script("enter.sh"), run));
            }
            case OTHER_USER -> {
                line.addAll(List.of("setsid", "setpriv", "--reuid", id, "--regid", id, "--clear-groups"));
                line.addAll(List.of("--no-new-privs", "--inh-caps=-all", "--bounding-set=-all", "--"));
                if (confinement.filter()) {
                    line.addAll(List.of("perl", script("filter.pl")));
                }
            }
            case PLATFORM_USER -> line.add("setsid");
        }
        // This limit counts all processes of a uid: only where no group counts those of the run, and the uid is not the
        // platform's.
        boolean counted = confinement.groups().bounds(Resource.PROCESSES) || !confinement.otherUser();
        line.addAll(List.of("sh", script("program.sh"), files.environment().toString()));
        line.addAll(List.of(files.folder().work().toString(), Long.toString(limits.memoryBytes() >> 10)));
        line.add(Integer.toString(counted ? 0 : bounds.processes()));
        line.add(Long.toString(bounds.diskBytes() >> 10));
        line.addAll(program);
        return List.copyOf(line);
    }

    /**
     * Writes what {@code enter.sh} and {@code confine.sh} go by.
     *
     * @param door the name of the run's socket; empty when it serves nothing
     */
    void plan(RunFiles files, int uid, Limits limits, String door) throws IOException {
        confinement.groups().make(files.name(), limits, bounds).write(files.groups());
        if (!confinement.sandbox()) {
            return;
        }
        // Both memory disks full leave nothing of the run's memory, so that it is the run that ends.
        long disk =
                limits.memoryBytes() == 0 ? USUAL_MEMORY_DISK : Math.max(LEAST_MEMORY_DISK, limits.memoryBytes() / 2);
        Map<String, String> plan = new TreeMap<>(Map.of(
                "uid", Integer.toString(uid),
                "relay", Integer.toString(confinement.doors().relay()),
                "doors", confinement.doors().directory().toString(),
                "door", door.isEmpty() ? "-" : door,
                "port", Integer.toString(Confinement.PORT),
                "way_out", Integer.toString(Confinement.WAY_OUT),
                "disk", Long.toString(disk >> 10),
                "filter", confinement.filter() ? "1" : "0",
                "scripts", scripts.toString()));
        Access.file(files.plan(), assignments("", plan), "rw-------");
    }

    /** The program's variables as shell commands that {@code program.sh} reads. */
    static String environment(Map<String, String> variables) {
        return assignments("export ", variables);
    }

    private static String assignments(String before, Map<String, String> variables) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(variables).forEach((name, value) -> text.append(before)
                .append(name)
                .append("='")
                .append(value.replace("'", "'\\''"))
                .append("'\n"));
        return text.toString();
    }

    private String script(String name) {
        return scripts.resolve(name).toString();
    }
}
