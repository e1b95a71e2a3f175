package org.periapsis.session.domain.agent;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.periapsis.events.DatalabDescriptor;
import org.periapsis.events.RunPlaced;
import org.periapsis.session.domain.run.CommandTemplate;
import org.periapsis.session.domain.run.Limits;
import org.periapsis.session.domain.run.Program;
import org.periapsis.session.domain.run.RunSpec;

/**
 * Turns a placement into what the runtime starts.
 *
 * @param catalogue of datalabs
 * @param tools of the site
 */
public record Launches(DatalabCatalogue catalogue, Tools tools) {

    /** Of a JVM's memory, the rest being code, threads and buffers. */
    private static final double HEAP_SHARE = 0.6;

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin";

    /** Where a session is served, here as at the portal. */
    public static String basePath(RunPlaced placed) {
        return "/sessions/" + placed.getEntityId() + "/";
    }

    /** The owner as one text, which stands for the uid and the home. */
    public static String owner(RunPlaced placed) {
        return placed.getOwner().getIssuer() + " " + placed.getOwner().getSubject();
    }

    /**
     * What starts one part of a run.
     *
     * @throws RefusedException when the datalab is not known here or lacks something
     */
    public RunSpec spec(Held held, String part) throws RefusedException, InterruptedException {
        RunPlaced placed = held.placed();
        DatalabCatalogue.Name name = new DatalabCatalogue.Name(
                placed.getDatalab().getId(), placed.getDatalab().getVersion());
        DatalabDescriptor descriptor = catalogue
                .await(name, PATIENCE)
                .orElseThrow(() -> new RefusedException(
                        "This site does not know the datalab " + name.id() + " " + name.version()));
        Map<String, String> values = new HashMap<>(placed.getParameters());
        List<Path> installed = new ArrayList<>();
        List<Path> path = new ArrayList<>();
        for (String need : descriptor.getNeeds()) {
            Tools.Answer answer = tools.answer(need);
            if (answer instanceof Tools.Lack lack) {
                throw new RefusedException(name.id() + " cannot start here: " + lack.reason());
            }
            if (answer instanceof Tools.Have have) {
                values.putAll(have.values());
                installed.addAll(have.installed());
                path.addAll(have.path());
            }
        }
        long memory = placed.getResources().getMemoryMib();
        int cores = Math.max(1, (int) Math.floor(placed.getResources().getCores()));
        values.put("base_path", basePath(placed));
        values.put("heap_mib", Long.toString((long) (memory * HEAP_SHARE)));
        List<String> command = placed.getCommand() == null ? descriptor.getCommand() : placed.getCommand();
        Program program = new Program(new CommandTemplate(command), values, environment(held, path, cores), installed);
        return new RunSpec(
                held.id().key(part), owner(placed), program, new Limits(cores, memory << 20), held.session());
    }

    private static Map<String, String> environment(Held held, List<Path> path, int cores) {
        Map<String, String> variables = new HashMap<>();
        held.placed().getParameters().forEach((name, value) -> {
            if (name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                variables.put("PARAMETER_" + name, value);
            }
        });
        String directories = path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        variables.put("PATH", directories.isEmpty() ? SYSTEM_PATH : directories + File.pathSeparator + SYSTEM_PATH);
        // Numeric libraries start a thread for each core of the machine unless they are told otherwise.
        for (String name :
                List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")) {
            variables.put(name, Integer.toString(cores));
        }
        variables.put("PYTHONUNBUFFERED", "1");
        if (held.session()) {
            variables.put("JUPYTER_TOKEN", held.token());
            variables.put("PERIAPSIS_SESSION_TOKEN", held.token());
        }
        return variables;
    }
}
