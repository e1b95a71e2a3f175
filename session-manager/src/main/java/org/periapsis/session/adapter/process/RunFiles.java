package org.periapsis.session.adapter.process;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import org.periapsis.session.domain.run.Endpoint;
import org.periapsis.session.domain.run.RunEnd;
import org.periapsis.session.domain.run.RunEnd.Cause;
import org.periapsis.session.domain.run.RunFolder;
import org.periapsis.session.domain.run.RunKey;

/**
 * The directory of one program. Only {@code box} is shown to the program; the rest belongs to the supervisor and the agent.
 *
 * @param directory of this program alone
 */
record RunFiles(Path directory) {

    private static final String PRIVATE = "rw-------";
    private static final String UNKNOWN = "-1";

    /**
     * What a later life of the agent needs to know.
     *
     * @param key names the program
     * @param endpoint where it answers; empty when it serves nothing
     * @param uid that its processes have; negative for a run of an earlier version
     * @param startedAt when
     * @param mark in its environment, by which stray children are found
     * @param bootId of the machine
     */
    record Started(RunKey key, Optional<Endpoint> endpoint, int uid, Instant startedAt, String mark, String bootId) {}

    RunFolder folder() {
        return RunFolder.below(directory.resolve("box"));
    }

    /** Names its control groups too. */
    String name() {
        return directory.getFileName().toString();
    }

    Path log() {
        return directory.resolve("log");
    }

    Path root() {
        return directory.resolve("root");
    }

    Path mounts() {
        return directory.resolve("mounts");
    }

    Path plan() {
        return directory.resolve("plan");
    }

    Path groups() {
        return directory.resolve("groups");
    }

    /** Inside the box, since the program itself reads it; readable by its owner only. */
    Path environment() {
        return directory.resolve("box").resolve(".environment");
    }

    Path scratch() {
        return directory.resolve("tmp");
    }

    void lease(String sign) throws IOException {
        Access.file(directory.resolve("lease"), sign + "\n", PRIVATE);
    }

    void askToStop() throws IOException {
        Access.file(directory.resolve("stop"), "", PRIVATE);
    }

    /** Asks to end it for a reason of the runtime's own. */
    void askToStop(Cause why) throws IOException {
        Access.file(directory.resolve("cause"), word(why) + "\n", PRIVATE);
        askToStop();
    }

    private static String word(Cause cause) {
        return switch (cause) {
            case OVER_DISK -> "disk";
            case OVER_FILES -> "files";
            case LEASE_ENDED -> "lease";
            case OUT_OF_MEMORY -> "memory";
            case STOPPED -> "stopped";
            case EXITED, LOST -> "exited";
        };
    }

    Optional<ProcessIdentity> supervisor() throws IOException {
        return ProcessIdentity.read(directory.resolve("supervisor"));
    }

    Optional<ProcessIdentity> init() throws IOException {
        return ProcessIdentity.read(directory.resolve("init"));
    }

    /** How it ended, once the supervisor has written it. */
    Optional<RunEnd> end() throws IOException {
        try {
            String[] words = Files.readString(directory.resolve("exit")).trim().split(" ", -1);
            Cause cause =
                    switch (words[1]) {
                        case "stopped" -> Cause.STOPPED;
                        case "lease" -> Cause.LEASE_ENDED;
                        case "disk" -> Cause.OVER_DISK;
                        case "files" -> Cause.OVER_FILES;
                        case "memory" -> Cause.OUT_OF_MEMORY;
                        default -> Cause.EXITED;
                    };
            return Optional.of(new RunEnd(cause, Integer.parseInt(words[0])));
        } catch (NoSuchFileException notYet) {
            return Optional.empty();
        }
    }

    void write(Started run) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("run", run.key().run());
        properties.setProperty("epoch", Long.toString(run.key().epoch()));
        properties.setProperty("part", run.key().part());
        run.endpoint().ifPresent(endpoint -> properties.setProperty("endpoint", endpoint.toString()));
        properties.setProperty("uid", Integer.toString(run.uid()));
        properties.setProperty("started", run.startedAt().toString());
        properties.setProperty("mark", run.mark());
        properties.setProperty("boot", run.bootId());
        StringWriter text = new StringWriter();
        properties.store(text, null);
        Access.file(directory.resolve("run.properties"), text.toString(), PRIVATE);
    }

    /** What was written before the start; empty when it was prepared but never started. */
    Optional<Started> read() throws IOException {
        try {
            Properties properties = new Properties();
            properties.load(new StringReader(Files.readString(directory.resolve("run.properties"))));
            RunKey key = new RunKey(
                    properties.getProperty("run"),
                    Long.parseLong(properties.getProperty("epoch")),
                    properties.getProperty("part"));
            return Optional.of(new Started(
                    key,
                    endpoint(properties),
                    Integer.parseInt(properties.getProperty("uid", UNKNOWN)),
                    Instant.parse(properties.getProperty("started")),
                    properties.getProperty("mark"),
                    properties.getProperty("boot")));
        } catch (NoSuchFileException neverStarted) {
            return Optional.empty();
        }
    }

    /** A run that an earlier version started has a port on the network that all share. */
    private static Optional<Endpoint> endpoint(Properties properties) {
        int port = Integer.parseInt(properties.getProperty("port", "0"));
        return port > 0
                ? Optional.of(new Endpoint.Http("127.0.0.1", port))
                : Optional.ofNullable(properties.getProperty("endpoint")).map(Endpoint::parse);
    }
}
