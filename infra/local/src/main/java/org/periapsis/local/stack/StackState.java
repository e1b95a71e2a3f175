package org.periapsis.local.stack;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.periapsis.session.adapter.process.ProcessIdentity;

/**
 * What the running stack writes down for the other commands.
 *
 * @param pid process id
 * @param started start of that process, milliseconds since the epoch, so that a reused pid is not taken for it
 * @param url the portal's address
 * @param linkSecret lets this user's commands ask for sign-in links
 */
public record StackState(long pid, long started, String url, String version, String linkSecret, JsonObject addresses) {
    static StackState ofThisProcess(String url, String version, String linkSecret, JsonObject addresses) {
        ProcessHandle self = ProcessHandle.current();
        return new StackState(self.pid(), starts(self).findFirst().orElse(0L), url, version, linkSecret, addresses);
    }

    /** @return the state of the stack that runs in the directory; empty when none does */
    public static Optional<StackState> read(StackDirectory directory) throws IOException {
        Path file = directory.stateFile();
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        JsonObject json = new JsonObject(Files.readString(file));
        StackState state = new StackState(
                json.getLong("pid"),
                json.getLong("started"),
                json.getString("url"),
                json.getString("version"),
                json.getString("link_secret"),
                json.getJsonObject("addresses"));
        return Optional.of(state).filter(s -> s.process().isPresent());
    }

    /** @return the process, while it lives */
    public Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid)
                .filter(handle -> handle.isAlive() && starts(handle).anyMatch(start -> start == started));
    }

    void write(StackDirectory directory) throws IOException {
        Path file = directory.stateFile();
        Path fresh = file.resolveSibling("stack.json.new");
        Files.writeString(
                fresh,
                new JsonObject()
                        .put("pid", pid)
                        .put("started", started)
                        .put("url", url)
                        .put("version", version)
                        .put("link_secret", linkSecret)
                        .put("addresses", addresses)
                        .encodePrettily());
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What tells a process from one that had its pid before: of Linux not a time of day, which steps with the clock. */
    private static Stream<Long> starts(ProcessHandle process) {
        return Stream.concat(
                ProcessIdentity.of(process.pid()).map(ProcessIdentity::start).stream(),
                process.info().startInstant().map(Instant::toEpochMilli).stream());
    }

    @Override
    public String toString() {
        return "StackState[pid=" + pid + ", url=" + url + ", version=" + version + "]";
    }
}
