package org.periapsis.session.adapter.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Python interpreter of this machine.
 *
 * @param executable its path
 * @param identity implementation, version and place: environments of different ones are not shared
 */
record Python(String executable, String identity) {

    private static final String IDENTITY = "import sys, platform; assert sys.version_info >= (3, 9);"
            + " print(platform.python_implementation(), platform.python_version(), sys.base_prefix)";

    /**
     * The first Python 3.9 or later on the PATH that works.
     *
     * @throws IOException saying what was tried
     */
    static Python find() throws IOException, InterruptedException {
        List<String> tried = new ArrayList<>();
        for (String directory : System.getenv().getOrDefault("PATH", "/usr/bin").split(File.pathSeparator, -1)) {
            Path candidate = Path.of(directory, "python3");
            if (Files.isExecutable(candidate)) {
                try {
                    // A shim of a version switcher is not the interpreter; an environment must build on the real one.
                    String real = ask(candidate.toString(), "import sys; print(sys.executable)");
                    return new Python(real, ask(real, IDENTITY));
                } catch (IOException unusable) {
                    tried.add(candidate + ": " + unusable.getMessage());
                }
            }
        }
        throw new IOException("there is no Python 3.9 or later on the PATH" + (tried.isEmpty() ? "" : ": " + tried));
    }

    /** What a one-line program prints. */
    static String ask(String executable, String program) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(executable, "-I", "-c", program)
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(said.lines().reduce((first, last) -> last).orElse("no answer"));
        }
        return said;
    }
}
