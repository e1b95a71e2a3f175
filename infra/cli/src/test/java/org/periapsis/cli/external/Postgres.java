package org.periapsis.cli.external;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.periapsis.embedded.LoopbackPort;
import org.periapsis.embedded.Patience;

/** A cluster of its own of Debian's PostgreSQL, run by the user {@code postgres} with Debian's rules of who may come in. */
final class Postgres implements Part {
    private static final List<String> AS_POSTGRES =
            List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--reset-env");

    private final Path programs;
    private final Path home;
    private final int port;
    private final OsProcess process;

    private Postgres(Path programs, Path home) {
        this.programs = programs;
        this.home = home;
        this.port = LoopbackPort.free("postgres", 0);
        this.process = new OsProcess(
                "postgres",
                home,
                home.resolve("postgres.log"),
                as(
                        "postgres",
                        "-D",
                        home.resolve("data").toString(),
                        "-p",
                        Integer.toString(port),
                        "-k",
                        home.toString(),
                        "-c",
                        "listen_addresses=127.0.0.1"),
                Map.of());
    }

    /** @param programs directory of Debian's programs */
    static Postgres create(Path programs, Path home) throws IOException, InterruptedException {
        Files.createDirectories(home);
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        Postgres postgres = new Postgres(programs, home);
        Shell root = new Shell(home, Map.of());
        root.run("chown postgres:postgres .");
        root.run(String.join(
                " ",
                postgres.as(
                        "initdb",
                        "-D",
                        home.resolve("data").toString(),
                        "-E",
                        "UTF8",
                        "--locale=C.UTF-8",
                        "--auth-local=peer",
                        "--auth-host=scram-sha-256")));
        return postgres;
    }

    private List<String> as(String program, String... arguments) {
        return java.util.stream.Stream.of(
                        AS_POSTGRES.stream(),
                        java.util.stream.Stream.of(programs.resolve(program).toString()),
                        java.util.stream.Stream.of(arguments))
                .flatMap(words -> words)
                .toList();
    }

    int port() {
        return port;
    }

    /** A program of PostgreSQL's as the superuser calls it on this machine, for a script of the same name. */
    String script(String program) {
        return "#!/bin/sh\nexec " + String.join(" ", as(program, "-h", home.toString(), "-p", "" + port)) + " \"$@\"\n";
    }

    @Override
    public boolean answers() throws IOException, InterruptedException {
        return new ProcessBuilder(as("pg_isready", "-q", "-h", "127.0.0.1", "-p", "" + port))
                        .start()
                        .waitFor()
                == 0;
    }

    @Override
    public void start() {
        // After SIGKILL its last children may still hold the shared memory for a moment.
        Patience.until("PostgreSQL answers", PATIENCE, () -> {
            if (!process.alive()) {
                process.start();
            }
            return answers();
        });
    }

    @Override
    public void stop() throws IOException, InterruptedException {
        // Debian's "fast": TERM would wait until every client has gone by itself.
        process.signal("INT");
        process.awaitEnd(PATIENCE);
    }

    @Override
    public void kill() throws IOException, InterruptedException {
        process.signalAll("KILL");
        process.awaitEnd(PATIENCE);
    }

    @Override
    public void silence() throws IOException, InterruptedException {
        process.signalAll("STOP");
    }

    @Override
    public void wake() throws IOException, InterruptedException {
        process.signalAll("CONT");
    }

    @Override
    public OsProcess process() {
        return process;
    }
}
