package org.periapsis.local.stack;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.periapsis.session.adapter.process.LeftPrograms;

/** What people run in a directory in which no stack runs: its supervisors hold it for the next one. */
public final class LeftRuns {
    private static final long PAUSE_MS = 100;

    private final List<LeftPrograms> sites;

    private LeftRuns(List<LeftPrograms> sites) {
        this.sites = sites;
    }

    /** To be called with the directory's lock, so that no stack takes them over meanwhile. */
    public static LeftRuns in(StackDirectory directory) throws IOException {
        List<LeftPrograms> sites = new ArrayList<>();
        for (String site : LocalStack.SITES) {
            sites.add(LeftPrograms.in(directory.site(site).resolve("runtime")));
        }
        return new LeftRuns(sites);
    }

    /** How many sessions and tasks that are. */
    public int count() {
        return sites.stream().mapToInt(LeftPrograms::count).sum();
    }

    /**
     * Ends them.
     *
     * @return how many have not ended within the time
     */
    public int end(Duration patience) throws IOException {
        for (LeftPrograms site : sites) {
            site.end();
        }
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            int left = 0;
            for (LeftPrograms site : sites) {
                left += site.left();
            }
            if (left == 0 || System.nanoTime() > end) {
                return left;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MS));
        }
    }
}
