package org.periapsis.session.adapter.process;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.periapsis.session.domain.run.RunEnd.Cause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends runs whose files take more room than a run has. It looks every few seconds, so a fast writer gets past the bound by what
 * it writes between two looks; a disk quota would not let it, but needs a file system made for it.
 */
final class DiskWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DiskWatch.class);
    private static final long PAUSE_MS = 2_000;
    /** Looking takes at most a twentieth of a processor. */
    private static final long REST = 20;

    private static final long BLOCK = 4096;
    /** A home that is too full at the start may still be tidied up. */
    private static final long SLACK = 64L << 20;

    /**
     * A run that is looked at.
     *
     * @param files of it
     * @param home of its owner
     * @param since nanoseconds
     * @param most bytes
     */
    private record Watched(RunFiles files, Path home, long since, long most) {}

    private final long bound;
    private final Map<RunFiles, Watched> runs = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "run-disks");
        thread.setDaemon(true);
        return thread;
    });

    /** @param bound bytes of each run; 0 for none */
    DiskWatch(long bound) {
        this.bound = bound;
        if (bound > 0) {
            next(PAUSE_MS);
        }
    }

    void hold(RunFiles run, Path home) {
        if (bound > 0) {
            runs.put(run, new Watched(run, home, System.nanoTime(), Math.max(bound, size(home) + SLACK)));
        }
    }

    void release(RunFiles run) {
        runs.remove(run);
    }

    private void next(long milliseconds) {
        var unused = clock.schedule(this::look, milliseconds, TimeUnit.MILLISECONDS);
    }

    private void look() {
        long before = System.nanoTime();
        try {
            // The youngest of a person's runs is ended first: the older ones were there when there was room.
            List<Watched> youngestFirst = runs.values().stream()
                    .sorted(Comparator.comparingLong(Watched::since).reversed())
                    .toList();
            Map<Path, Long> homes = new HashMap<>();
            for (Watched each : youngestFirst) {
                long home = homes.computeIfAbsent(each.home(), DiskWatch::size);
                long bytes = home
                        + size(each.files().scratch())
                        + size(each.files().folder().out())
                        + size(each.files().log());
                if (bytes > each.most()) {
                    end(each, bytes);
                    homes.put(each.home(), 0L);
                }
            }
        } finally {
            next(Math.max(PAUSE_MS, (System.nanoTime() - before) / 1_000_000 * REST));
        }
    }

    private void end(Watched run, long bytes) {
        LOG.warn("run over its disk run={} bytes={} most={}", run.files().name(), bytes, run.most());
        runs.remove(run.files());
        try {
            run.files().askToStop(Cause.OVER_DISK);
        } catch (IOException failure) {
            LOG.error("run over its disk not stopped run={}", run.files().name(), failure);
            runs.put(run.files(), run);
        }
    }

    /** Bytes that a tree takes, as its files say; links are not followed, and what vanishes or is closed to us counts nothing. */
    static long size(Path tree) {
        if (Files.notExists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return 0;
        }
        long[] sum = new long[1];
        boolean[] tooDeep = new boolean[1];
        try {
            Files.walkFileTree(tree, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    // Also an empty file takes room, and a million of them more.
                    sum[0] += Math.max(BLOCK, attributes.size());
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    sum[0] += BLOCK;
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    tooDeep[0] |= DeepTrees.cause(failure) && !(failure instanceof AccessDeniedException);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, IOException failure) {
                    return FileVisitResult.CONTINUE;
                }
            });
            return tooDeep[0] ? Math.max(sum[0], DeepTrees.size(tree)) : sum[0];
        } catch (IOException failure) {
            LOG.warn("disk use not measured tree={}", tree, failure);
        }
        return sum[0];
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
