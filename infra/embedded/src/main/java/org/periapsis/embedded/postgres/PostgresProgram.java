package org.periapsis.embedded.postgres;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs one of PostgreSQL's own programs to its end. */
final class PostgresProgram {

    private static final long LIMIT_SECONDS = 120;

    private final Path home;
    private final Path workDirectory;

    /**
     * @param home where {@code bin} is
     * @param workDirectory where a program's output is kept until it has ended
     */
    PostgresProgram(Path home, Path workDirectory) {
        this.home = home;
        this.workDirectory = workDirectory;
    }

    /**
     * @throws IllegalStateException with the program's output, if it fails or does not end
     */
    void run(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(asNobodySpecial());
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        // A file, not a pipe: the server that pg_ctl leaves behind would hold the pipe open.
        Path output = Files.createTempFile(workDirectory, program, ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(workDirectory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            // The server's messages and sort order do not depend on who starts it.
            builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
            builder.environment().put("LC_ALL", "C");
            await(program, builder.start(), output);
        } finally {
            Files.delete(output);
        }
    }

    private static void await(String program, Process process, Path output) throws IOException {
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(program + " did not end within " + LIMIT_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + program + " ran", e);
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException(program + " ended with " + process.exitValue() + ": "
                    + Files.readString(output, StandardCharsets.UTF_8).strip());
        }
    }

    /**
     * PostgreSQL refuses to run as root. In a new user namespace it has no privileges and sees another user id,
     * while its files stay the root user's own.
     */
    private static List<String> asNobodySpecial() {
        return new UnixSystem().getUid() == 0 ? List.of("unshare", "--user") : List.of();
    }
}
