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
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.periapsis.session.domain.run.RunEnd.Cause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends runs whose files take more room than a run has, or are more. It looks every few seconds, so a fast writer gets past the bound by what
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

    private static final int FILES_SLACK = 1_000;

    /**
     * A run that is looked at.
     *
     * @param files of it
     * @param home of its owner
     * @param since nanoseconds
     * @param most that it may take
     */
    private record Watched(RunFiles files, Path home, long since, DiskUse most) {

        /** Why it is to end; empty when it may go on. */
        Optional<Cause> over(DiskUse use) {
            if (use.bytes() > most.bytes()) {
                return Optional.of(Cause.OVER_DISK);
            }
            return use.entries() > most.entries() ? Optional.of(Cause.OVER_FILES) : Optional.empty();
        }
    }

    private final DiskUse bound;
    private final boolean bounded;
    private final Map<RunFiles, Watched> runs = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "run-disks");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param bytes that each run may take; 0 for no bound
     * @param files that each may have; 0 for no bound
     */
    DiskWatch(long bytes, int files) {
        this.bounded = bytes > 0 || files > 0;
        this.bound = new DiskUse(bytes > 0 ? bytes : Long.MAX_VALUE, files > 0 ? files : Long.MAX_VALUE);
        if (bounded) {
            next(PAUSE_MS);
        }
    }

    /** @return whether the home alone has more files than a run may: it may be tidied up, and not grow with each run */
    boolean hold(RunFiles run, Path home) {
        if (bounded) {
            DiskUse used = use(home);
            DiskUse most = bound.atLeast(used.plus(new DiskUse(SLACK, FILES_SLACK)));
            runs.put(run, new Watched(run, home, System.nanoTime(), most));
            return used.entries() > bound.entries();
        }
        return false;
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
            Map<Path, DiskUse> homes = new HashMap<>();
            for (Watched each : youngestFirst) {
                DiskUse use = homes.computeIfAbsent(each.home(), DiskWatch::use)
                        .plus(use(each.files().scratch()))
                        .plus(use(each.files().folder().out()))
                        .plus(use(each.files().log()));
                each.over(use).ifPresent(why -> {
                    end(each, use, why);
                    homes.put(each.home(), DiskUse.NONE);
                });
            }
        } catch (RuntimeException fault) {
            // The next look may do better, and other runs are not to go unwatched.
            LOG.error("disks not looked at", fault);
        } finally {
            next(Math.max(PAUSE_MS, (System.nanoTime() - before) / 1_000_000 * REST));
        }
    }

    private void end(Watched run, DiskUse use, Cause why) {
        LOG.warn("run over its disk run={} use={} most={}", run.files().name(), use, run.most());
        runs.remove(run.files());
        try {
            run.files().askToStop(why);
        } catch (IOException failure) {
            LOG.error("run over its disk not stopped run={}", run.files().name(), failure);
            runs.put(run.files(), run);
        }
    }

    /** What a tree takes; links are not followed, and what vanishes or is closed to us counts nothing. */
    static DiskUse use(Path tree) {
        if (Files.notExists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return DiskUse.NONE;
        }
        long[] sum = new long[2];
        boolean[] tooDeep = new boolean[1];
        try {
            Files.walkFileTree(tree, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    return counted(attributes.size());
                }

                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    return counted(BLOCK);
                }

                /** Also an empty file takes room, and a million of them more. */
                private FileVisitResult counted(long bytes) {
                    sum[0] += Math.max(BLOCK, bytes);
                    sum[1]++;
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
            DiskUse seen = new DiskUse(sum[0], sum[1]);
            return tooDeep[0] ? seen.atLeast(DeepTrees.use(tree)) : seen;
        } catch (IOException failure) {
            LOG.warn("disk use not measured tree={}", tree, failure);
        }
        return new DiskUse(sum[0], sum[1]);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
