package org.periapsis.session.adapter.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.periapsis.session.domain.agent.Held;
import org.periapsis.session.domain.agent.Journal;
import org.periapsis.session.domain.agent.Outputs.TaskResult;
import org.periapsis.session.domain.agent.RunId;

/**
 * A directory for each run that is held: its states in {@code held.journal}, finished tasks in {@code tasks.ndjson}. Both only
 * grow, record by record, so that a crash or a spoiled record costs the last of them at most. Reading never fails because of
 * what a file says.
 */
public final class DiskJournal implements Journal {

    private static final String STATES = "held.journal";
    private static final String TASKS = "tasks.ndjson";
    private static final int DAMAGE_KEPT = 100;

    private final Path directory;
    private final Path spoiled;
    private final Reserve reserve;
    private final Set<String> damage = new LinkedHashSet<>();
    private boolean forgetful;

    /**
     * Keeps it in a directory of its own, closed to others: it holds the sessions' tokens.
     *
     * @param reserve given back when the disk is full
     */
    public DiskJournal(Path directory, Reserve reserve) throws IOException {
        this.directory = PrivateFile.directory(directory);
        this.spoiled = directory.resolveSibling(directory.getFileName() + ".spoiled");
        this.reserve = reserve;
    }

    @Override
    public synchronized List<Held> load() throws IOException {
        List<Path> runs;
        try (Stream<Path> found = Files.list(directory)) {
            runs = found.sorted().toList();
        }
        List<Held> held = new ArrayList<>();
        for (Path run : runs) {
            Optional<Held> one = read(run);
            if (one.isPresent()) {
                held.add(one.get());
            } else {
                putAside(run);
            }
        }
        return held;
    }

    /** The last state that can be read. */
    private Optional<Held> read(Path run) throws IOException {
        RecordFile.Content content = states(run).read();
        content.damage().forEach(this::tell);
        for (int i = content.records().size() - 1; i >= 0; i--) {
            try {
                return Optional.of(HeldText.read(content.records().get(i)));
            } catch (IOException | RuntimeException unreadable) {
                tell(states(run) + ": a record cannot be understood: " + unreadable);
            }
        }
        try {
            return HeldText.earlier(run);
        } catch (IOException | RuntimeException unreadable) {
            tell(run + ": what an earlier version wrote cannot be understood: " + unreadable);
            return Optional.empty();
        }
    }

    /**
     * Nothing of the run can be read: its files are kept for people, and the log has to tell what was held. An agent that ended
     * in its first save leaves the same.
     */
    private void putAside(Path run) throws IOException {
        forgetful = true;
        tell(run.getFileName() + ": nothing of this run can be read; its files are in " + spoiled);
        PrivateFile.directory(spoiled);
        Path target = spoiled.resolve(run.getFileName());
        PrivateFile.remove(target);
        Files.move(run, target);
        PrivateFile.sync(directory);
    }

    private void tell(String what) {
        if (damage.size() < DAMAGE_KEPT) {
            damage.add(what);
        }
    }

    @Override
    public synchronized List<String> damage() {
        return List.copyOf(damage);
    }

    @Override
    public synchronized boolean forgetful() {
        return forgetful;
    }

    @Override
    public synchronized void save(Held held) throws IOException {
        Path run = of(held.id());
        boolean fresh = Files.notExists(run);
        PrivateFile.directory(run);
        states(run).append(HeldText.of(held));
        if (fresh) {
            PrivateFile.sync(directory);
        }
    }

    @Override
    public synchronized void done(RunId run, TaskResult result) throws IOException {
        new RecordFile(of(run).resolve(TASKS), reserve).append(TaskText.of(result));
    }

    @Override
    public synchronized List<TaskResult> done(RunId run) throws IOException {
        RecordFile file = new RecordFile(of(run).resolve(TASKS), reserve);
        RecordFile.Content content = file.read();
        content.damage().forEach(this::tell);
        List<TaskResult> tasks = new ArrayList<>();
        for (String text : content.records()) {
            try {
                tasks.add(TaskText.read(text));
            } catch (RuntimeException unreadable) {
                // That task is done again.
                tell(file + ": a record cannot be understood: " + unreadable);
            }
        }
        return tasks;
    }

    @Override
    public Optional<String> trouble() {
        return reserve.restore();
    }

    @Override
    public synchronized void remove(RunId run) throws IOException {
        PrivateFile.remove(of(run));
    }

    private RecordFile states(Path run) {
        return new RecordFile(run.resolve(STATES), reserve);
    }

    private Path of(RunId run) {
        return directory.resolve(run.key("run").directoryName());
    }
}
