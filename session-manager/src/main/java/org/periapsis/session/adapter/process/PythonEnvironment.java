package org.periapsis.session.adapter.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.periapsis.session.adapter.process.PythonState.Installing;
import org.periapsis.session.adapter.process.PythonState.Ready;
import org.periapsis.session.adapter.process.PythonState.Unavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A virtual environment with what notebooks need, made in the background with plain pip. It is kept under a name that is
 * derived from the Python and the requirements, so that all stacks of a person share it; a lock lets one of them build. A
 * marker is written last: what lacks it is half made, and made anew.
 */
public final class PythonEnvironment implements AutoCloseable {

    /** JupyterLab with its kernel, and what the starter notebook imports. */
    public static final List<String> NOTEBOOK = List.of("jupyterlab", "astropy", "matplotlib", "nbconvert");

    private static final Logger LOG = LoggerFactory.getLogger(PythonEnvironment.class);
    private static final String MARKER = "periapsis-complete";

    private final Path directory;
    private final List<String> requirements;
    private final Consumer<PythonState> listener;
    private final AtomicReference<PythonState> state = new AtomicReference<>(new Installing(0, "starting"));
    private final Thread builder;

    private PythonEnvironment(Path directory, List<String> requirements, Consumer<PythonState> listener) {
        this.directory = directory;
        this.requirements = List.copyOf(requirements);
        this.listener = listener;
        this.builder = new Thread(this::build, "python-environment");
        this.builder.setDaemon(true);
    }

    /**
     * Starts to find or make the environment, and returns at once.
     *
     * @param directory holds the environments; shared between stacks
     * @param requirements names for pip
     * @param listener is told of each change, on the building thread
     */
    public static PythonEnvironment in(Path directory, List<String> requirements, Consumer<PythonState> listener) {
        PythonEnvironment environment = new PythonEnvironment(directory, requirements, listener);
        environment.builder.start();
        return environment;
    }

    /** Where it stands now. */
    public PythonState state() {
        return state.get();
    }

    private void build() {
        try {
            become(make());
        } catch (InterruptedException stopped) {
            become(new Unavailable("the platform stopped while it was made"));
        } catch (IOException | RuntimeException failure) {
            LOG.warn("python environment failed", failure);
            become(new Unavailable(failure.getMessage()));
        }
    }

    private PythonState make() throws IOException, InterruptedException {
        Python python = Python.find();
        Access.directory(directory, "rwxr-xr-x");
        Path name = directory.toRealPath().resolve(hash(python.identity()));
        Path marker = name.resolve(MARKER);
        if (Files.notExists(marker)) {
            try (FileChannel channel = FileChannel.open(
                            name.resolveSibling(name.getFileName() + ".lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
                    FileLock lock = exclusive(channel, name)) {
                if (lock.isValid() && Files.notExists(marker)) {
                    Access.remove(name);
                    new PythonInstaller(python, name, requirements).install(next -> share(name, next));
                    Access.file(marker, String.join("\n", requirements) + "\n", "rw-r--r--");
                }
            }
        }
        Path executable = name.resolve("bin/python");
        Path base = Path.of(Python.ask(executable.toString(), "import sys; print(sys.base_prefix)"));
        String packages = Python.ask(
                executable.toString(), "import sys; print('lib/python%d.%d/site-packages' % sys.version_info[:2])");
        return new Ready(executable, packages, List.of(name, base));
    }

    /** Waits for other processes by the file's lock, and within this JVM by trying again. */
    private FileLock exclusive(FileChannel channel, Path name) throws IOException, InterruptedException {
        while (true) {
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return lock;
                }
            } catch (java.nio.channels.OverlappingFileLockException heldByThisJvm) {
                LOG.debug("python environment is being made by another agent of this process");
            }
            become(new Installing(shared(name), "another agent makes it"));
            java.util.concurrent.TimeUnit.MILLISECONDS.sleep(500);
        }
    }

    /** Those who wait for this build see how far it is. */
    private void share(Path name, Installing next) {
        become(next);
        try {
            Access.file(progress(name), Integer.toString(next.percent()), "rw-r--r--");
        } catch (IOException failure) {
            LOG.debug("progress not shared", failure);
        }
    }

    private static int shared(Path name) {
        try {
            return Integer.parseInt(Files.readString(progress(name)).strip());
        } catch (IOException | NumberFormatException nothingYet) {
            return 0;
        }
    }

    private static Path progress(Path name) {
        return name.resolveSibling(name.getFileName() + ".progress");
    }

    private String hash(String identity) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((identity + "\n" + String.join("\n", requirements)).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    private void become(PythonState next) {
        PythonState before = state.getAndSet(next);
        if (!next.sentence().equals(before.sentence())) {
            LOG.info("python={}", next.sentence());
        }
        listener.accept(next);
    }

    /** Ends a build that is under way; the next start makes it anew. */
    @Override
    public void close() {
        builder.interrupt();
    }
}
