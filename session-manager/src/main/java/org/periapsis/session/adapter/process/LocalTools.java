package org.periapsis.session.adapter.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.periapsis.session.domain.agent.Tools;

/** What this machine has: the JDK that runs the platform, and the Python environment once it is made. */
public final class LocalTools implements Tools {

    /** As measured on a machine with a package index nearby. */
    private static final double INSTALLATION_SECONDS = 60;

    private final Path javaHome;
    private final List<Path> classPath;
    private final Supplier<PythonState> python;
    private final List<Path> starters;

    /**
     * Describes this machine.
     *
     * @param classPath of the Java datalabs
     * @param python where the environment stands
     * @param starters files for new homes
     */
    public LocalTools(List<Path> classPath, Supplier<PythonState> python, List<Path> starters) {
        this.javaHome = Path.of(System.getProperty("java.home"));
        this.classPath = List.copyOf(classPath);
        this.python = python;
        this.starters = List.copyOf(starters);
    }

    @Override
    public Answer answer(String need) {
        return switch (need) {
            case "java" -> java();
            case "python" -> python();
            default -> new Lack("this site has no " + need, OptionalDouble.empty());
        };
    }

    @Override
    public List<Path> starters() {
        return starters;
    }

    private Answer java() {
        if (classPath.isEmpty()) {
            return new Lack("this site has no Java datalabs installed", OptionalDouble.empty());
        }
        List<Path> installed = new ArrayList<>(classPath);
        installed.add(javaHome);
        String joined = classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        Path bin = javaHome.resolve("bin");
        return new Have(Map.of("java", bin.resolve("java").toString(), "classpath", joined), List.of(bin), installed);
    }

    private Answer python() {
        PythonState state = python.get();
        if (state instanceof PythonState.Ready ready) {
            return new Have(
                    Map.of("python", ready.executable().toString(), "packages", ready.packages()),
                    List.of(ready.executable().getParent()),
                    ready.paths());
        }
        OptionalDouble seconds = state instanceof PythonState.Installing installing
                ? OptionalDouble.of(INSTALLATION_SECONDS * (100 - installing.percent()) / 100)
                : OptionalDouble.empty();
        return new Lack(state.sentence(), seconds);
    }
}
