package org.periapsis.embedded.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.periapsis.embedded.PrivateFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server process of one data directory: initialises, starts and stops it. It is not this JVM's child; when this JVM ends
 * in whatever way, a watch of its own stops it. Whoever starts the directory next waits for that, and takes over.
 */
final class Postmaster {

    private static final Logger LOG = LoggerFactory.getLogger(Postmaster.class);
    private static final String SUPERUSER = "postgres";
    private static final String NO_SUCH_PROCESS = String.valueOf(Integer.MAX_VALUE);
    private static final long LOG_LIMIT_BYTES = 16L << 20;

    private final DatabaseSettings settings;
    private final Path data;
    private final PostgresProgram programs;
    private DeathWatch watch;

    Postmaster(DatabaseSettings settings, Path home) {
        this.settings = settings;
        this.data = settings.directory().resolve("data");
        this.programs = new PostgresProgram(home, settings.directory());
    }

    /** Makes the data directory unless it is there; one that was interrupted is begun again. */
    void initialise(Path passwordFile) throws IOException {
        if (Files.exists(data)) {
            return;
        }
        Path next = settings.directory().resolve("data.new");
        PostgresBinaries.delete(next);
        programs.run(
                "initdb",
                "--pgdata=" + next,
                "--username=" + SUPERUSER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                settings.durable() ? "--data-checksums" : "--no-sync");
        Files.move(next, data);
    }

    /** Returns when the server takes connections; after a crash it has replayed its log by then. */
    void start(int port) throws IOException {
        PostgresFiles.write(data, port, settings.durable());
        Path log = settings.directory().resolve("postgresql.log");
        if (Files.exists(log) && Files.size(log) > LOG_LIMIT_BYTES) {
            Files.delete(log);
        }
        if (!Files.exists(log)) {
            PrivateFiles.write(log, "");
        }
        try {
            programs.run("pg_ctl", "start", "--pgdata=" + data, "--log=" + log, "--wait", "--timeout=110");
        } catch (IllegalStateException e) {
            throw new IllegalStateException("PostgreSQL did not start: " + lastLines(log), e);
        }
        watch = DeathWatch.over(data);
    }

    private static String lastLines(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
    }

    /** Fast: open transactions are rolled back, a checkpoint is written. */
    void stop() throws IOException {
        programs.run("pg_ctl", "stop", "--pgdata=" + data, "--mode=fast", "--wait", "--timeout=60");
        if (watch != null) {
            watch.end();
        }
    }

    /** Stops the server that a killed JVM left behind on this directory; must hold the directory's lock. */
    void stopPredecessor() throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        Optional<ProcessHandle> holder = Files.exists(pidFile) ? process(pidFile) : Optional.empty();
        if (holder.isEmpty()) {
            // PostgreSQL recognises the file of a dead server by itself.
            return;
        }
        if (serves(holder.get())) {
            LOG.warn("part=postgresql state=taking-over pid={}", holder.get().pid());
            try {
                stop();
            } catch (IllegalStateException e) {
                // It may have been on its way already, and gone before it could be asked.
                if (holder.get().isAlive()) {
                    throw e;
                }
            }
        } else {
            disown(pidFile);
        }
    }

    /**
     * The number belongs to an unrelated process by now, or to one that ended but was not collected: PostgreSQL would
     * refuse to start because of it. The other lines stay, by which it finds out whether workers of the dead server
     * still hold its shared memory.
     */
    private static void disown(Path pidFile) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(pidFile));
        lines.set(0, NO_SUCH_PROCESS);
        PrivateFiles.write(pidFile, String.join("\n", lines) + "\n");
    }

    private static Optional<ProcessHandle> process(Path pidFile) throws IOException {
        return Files.readAllLines(pidFile).stream()
                .findFirst()
                .map(String::strip)
                .filter(line -> line.matches("[0-9]+"))
                .flatMap(line -> ProcessHandle.of(Long.parseLong(line)))
                .filter(ProcessHandle::isAlive);
    }

    private boolean serves(ProcessHandle process) {
        return process.info()
                .arguments()
                .map(arguments -> List.of(arguments).contains(data.toString()))
                .orElse(false);
    }
}
