package org.periapsis.session.adapter.disk;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.periapsis.events.Outcome;
import org.periapsis.events.RunExited;
import org.periapsis.events.RunLost;
import org.periapsis.events.RunPlaced;
import org.periapsis.session.domain.agent.Held;
import org.periapsis.session.domain.agent.Journal;
import org.periapsis.session.domain.agent.Outputs.OutputFile;
import org.periapsis.session.domain.agent.Outputs.TaskResult;
import org.periapsis.session.domain.agent.RunId;

/**
 * A directory for each run that is held: the decision and the last report as Avro data files, which carry their schema and
 * so outlive an upgrade; the rest as properties; finished tasks as lines of JSON.
 */
public final class DiskJournal implements Journal {

    private static final String PLACED = "placed.avro";
    private static final String EXITED = "exited.avro";
    private static final String LOST = "lost.avro";
    private static final String STATE = "state.properties";
    private static final String TASKS = "tasks.ndjson";

    private final Path directory;

    /** Keeps it in a directory of its own, closed to others: it holds the sessions' tokens. */
    public DiskJournal(Path directory) throws IOException {
        this.directory = PrivateFile.directory(directory);
    }

    @Override
    public synchronized List<Held> load() throws IOException {
        List<Held> held = new ArrayList<>();
        try (Stream<Path> runs = Files.list(directory)) {
            for (Path run : runs.toList()) {
                if (Files.exists(run.resolve(STATE))) {
                    held.add(read(run));
                } else {
                    // The agent ended between the two files of its first save: the log brings the placement again.
                    PrivateFile.remove(run);
                }
            }
        }
        return held;
    }

    private static Held read(Path run) throws IOException {
        Properties state = new Properties();
        state.load(new StringReader(Files.readString(run.resolve(STATE))));
        Optional<SpecificRecord> report = Optional.empty();
        if (Files.exists(run.resolve(EXITED))) {
            report = Optional.of(AvroFile.read(run.resolve(EXITED), RunExited.class));
        } else if (Files.exists(run.resolve(LOST))) {
            report = Optional.of(AvroFile.read(run.resolve(LOST), RunLost.class));
        }
        Optional<Held.Stop> stop = Optional.ofNullable(state.getProperty("stop.outcome"))
                .map(outcome -> new Held.Stop(
                        Outcome.valueOf(outcome),
                        state.getProperty("stop.reason"),
                        Boolean.parseBoolean(state.getProperty("stop.concluded"))));
        return new Held(
                AvroFile.read(run.resolve(PLACED), RunPlaced.class),
                state.getProperty("token"),
                Held.Phase.valueOf(state.getProperty("phase")),
                Optional.ofNullable(state.getProperty("expires")).map(Instant::parse),
                stop,
                report);
    }

    @Override
    public synchronized void save(Held held) throws IOException {
        Path run = PrivateFile.directory(of(held.id()));
        if (Files.notExists(run.resolve(PLACED))) {
            AvroFile.write(run.resolve(PLACED), held.placed());
        }
        if (held.report().isPresent()) {
            SpecificRecord report = held.report().get();
            AvroFile.write(run.resolve(report instanceof RunLost ? LOST : EXITED), report);
        }
        Properties state = new Properties();
        state.setProperty("token", held.token());
        state.setProperty("phase", held.phase().name());
        held.expires().ifPresent(until -> state.setProperty("expires", until.toString()));
        held.stop().ifPresent(stop -> {
            state.setProperty("stop.outcome", stop.outcome().name());
            state.setProperty("stop.reason", stop.reason());
            state.setProperty("stop.concluded", Boolean.toString(stop.concluded()));
        });
        StringWriter text = new StringWriter();
        state.store(text, null);
        PrivateFile.write(run.resolve(STATE), text.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public synchronized void done(RunId run, TaskResult result) throws IOException {
        JsonArray files = new JsonArray();
        for (OutputFile file : result.files()) {
            files.add(new JsonObject()
                    .put("bucket", file.bucket())
                    .put("key", file.key())
                    .put("size", file.size())
                    .put("sha256", file.sha256())
                    .put("name", file.name()));
        }
        JsonObject line = new JsonObject()
                .put("task", result.task())
                .put("inputs", new JsonArray(result.inputIds()))
                .put("files", files);
        result.failure().ifPresent(reason -> line.put("failure", reason));
        Files.writeString(
                of(run).resolve(TASKS), line.encode() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Override
    public synchronized List<TaskResult> done(RunId run) throws IOException {
        Path file = of(run).resolve(TASKS);
        if (Files.notExists(file)) {
            return List.of();
        }
        String text = Files.readString(file);
        // A last line without its end was cut off by a crash: that task is done again.
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        return whole.lines().map(JsonObject::new).map(DiskJournal::result).toList();
    }

    private static TaskResult result(JsonObject line) {
        List<OutputFile> files = line.getJsonArray("files").stream()
                .map(JsonObject.class::cast)
                .map(file -> new OutputFile(
                        file.getString("bucket"),
                        file.getString("key"),
                        file.getLong("size"),
                        file.getString("sha256"),
                        file.getString("name")))
                .toList();
        List<String> inputs =
                line.getJsonArray("inputs").stream().map(String::valueOf).toList();
        return new TaskResult(line.getInteger("task"), inputs, files, Optional.ofNullable(line.getString("failure")));
    }

    @Override
    public synchronized void remove(RunId run) throws IOException {
        PrivateFile.remove(of(run));
    }

    private Path of(RunId run) {
        return directory.resolve(run.key("run").directoryName());
    }
}
