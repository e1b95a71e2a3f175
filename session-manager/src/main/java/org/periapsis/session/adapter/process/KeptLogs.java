package org.periapsis.session.adapter.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.periapsis.session.domain.run.RunKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The logs of runs that are gone: each cut, all of them for a time and up to a sum, the newest first. Thread-safe. */
final class KeptLogs implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KeptLogs.class);
    private static final int MOST = 200;
    private static final long BLOCK = 4096;

    private final Path directory;
    private final LogBounds bounds;
    private final Clock clock;
    private final ScheduledExecutorService hours = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "run-logs");
        thread.setDaemon(true);
        return thread;
    });

    private record Kept(Path file, Instant written, long bytes) {}

    KeptLogs(Path directory, LogBounds bounds, Clock clock) {
        this.directory = directory;
        this.bounds = bounds;
        this.clock = clock;
        // Those of an earlier version are cut, and what has grown old while no run ended goes too.
        var unused = hours.scheduleWithFixedDelay(this::tidied, 0, 1, TimeUnit.HOURS);
    }

    Path of(RunKey key) {
        return directory.resolve(key.directoryName());
    }

    /** Takes a log from the folder of a run that is over. */
    void keep(RunKey key, Path log) throws IOException {
        Files.move(log, of(key), StandardCopyOption.REPLACE_EXISTING);
        tidy();
    }

    private void tidied() {
        try {
            tidy();
        } catch (IOException | RuntimeException failure) {
            // What is thrown here would end all tidying.
            LOG.error("logs not tidied directory={}", directory, failure);
        }
    }

    synchronized void tidy() throws IOException {
        List<Path> found;
        try (Stream<Path> files = Files.list(directory)) {
            found = files.toList();
        }
        List<Kept> all = new ArrayList<>();
        for (Path file : found) {
            all.add(cut(file));
        }
        all.sort(Comparator.comparing(Kept::written).reversed());
        Instant oldest = clock.instant().minus(bounds.kept());
        long sum = 0;
        int number = 0;
        for (Kept each : all) {
            sum += each.bytes();
            number++;
            if (sum > bounds.sum() || number > MOST || each.written().isBefore(oldest)) {
                Files.deleteIfExists(each.file());
            }
        }
    }

    /** How old it is and what it takes, by its length, after it was cut; one that cannot be cut takes what it takes. */
    private Kept cut(Path file) throws IOException {
        BasicFileAttributes before = Files.readAttributes(file, BasicFileAttributes.class);
        FileTime written = before.lastModifiedTime();
        long bytes = before.size();
        if (bytes > bounds.bytes()) {
            try {
                RunLog.cut(file, bounds.bytes());
                Files.setLastModifiedTime(file, written);
                bytes = Files.size(file);
            } catch (IOException failure) {
                LOG.warn("log not cut file={} bytes={}", file, bytes, failure);
            }
        }
        return new Kept(file, written.toInstant(), Math.max(BLOCK, bytes));
    }

    @Override
    public void close() {
        hours.shutdownNow();
    }
}
