package org.periapsis.session.adapter.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.periapsis.session.domain.run.RuntimeDescription.Isolation;

/**
 * The command lines of supervisor, sandbox and program. No value on them is secret.
 *
 * @param scripts where the scripts are
 * @param isolation how the run is kept apart
 * @param leaseSeconds after which a silent agent's run is ended
 * @param graceSeconds between TERM and KILL
 */
record Launch(Path scripts, Isolation isolation, int leaseSeconds, int graceSeconds) {

    private static final int PROCESSES = 2048;

    /** The supervisor's whole command line. */
    List<String> command(RunFiles files, int uid, long memoryBytes, String mark, List<String> program) {
        String run = files.directory().toString();
        List<String> line = new ArrayList<>(List.of("setsid", "sh", script("supervise.sh"), run));
        line.addAll(List.of(Integer.toString(leaseSeconds), Integer.toString(graceSeconds), mark));
        String id = Integer.toString(uid);
        switch (isolation) {
            case SANDBOX -> {
                line.add("sandbox");
                // Should the supervisor be killed, its death takes the namespace with it.
                line.addAll(
                        List.of("setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--propagation", "private"));
                line.addAll(List.of("--pid", "--fork", "--kill-child", "sh", script("enter.sh"), run, id, id));
            }
            case OTHER_USER -> {
                line.add("plain");
                line.addAll(List.of("setsid", "setpriv", "--reuid", id, "--regid", id, "--clear-groups"));
                line.addAll(List.of("--no-new-privs", "--inh-caps=-all", "--bounding-set=-all", "--"));
            }
            case TRUSTED_USERS_ONLY -> line.addAll(List.of("plain", "setsid"));
        }
        // A limit on processes counts all those of a uid, so it is for uids that are not the platform's.
        int processes = isolation == Isolation.TRUSTED_USERS_ONLY ? 0 : PROCESSES;
        line.addAll(List.of("sh", script("program.sh"), files.environment().toString()));
        line.addAll(List.of(files.folder().work().toString(), Long.toString(memoryBytes / 1024)));
        line.add(Integer.toString(processes));
        line.addAll(program);
        return List.copyOf(line);
    }

    /** The program's variables as shell commands that {@code program.sh} reads. */
    static String environment(Map<String, String> variables) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(variables).forEach((name, value) -> text.append("export ")
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
