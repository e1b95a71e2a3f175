package org.periapsis.session.adapter.process;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the supervisors that the agent is alive, by changing each run's lease several times within its length. */
final class Leases implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

    /** However long a lease is, the supervisors' clocks begin about when the agent is gone. */
    private static final long LONGEST_MS = 10_000;

    private final Sign sign;
    private final Set<RunFiles> runs = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "run-leases");
        thread.setDaemon(true);
        return thread;
    });

    /** How a run's supervisor is told. */
    interface Sign {
        void renew(RunFiles run) throws IOException;
    }

    Leases(int leaseSeconds) {
        this(leaseSeconds, run -> run.lease(Long.toString(System.currentTimeMillis())));
    }

    Leases(int leaseSeconds, Sign sign) {
        this.sign = sign;
        long period = Math.min(LONGEST_MS, Math.max(250, leaseSeconds * 1000L / 6));
        var unused = clock.scheduleWithFixedDelay(this::renewAll, period, period, TimeUnit.MILLISECONDS);
    }

    /** Renews now, and from now on. */
    void hold(RunFiles run) throws IOException {
        sign.renew(run);
        runs.add(run);
    }

    void release(RunFiles run) {
        runs.remove(run);
    }

    private void renewAll() {
        for (RunFiles run : runs) {
            try {
                sign.renew(run);
            } catch (IOException | RuntimeException failure) {
                // What is thrown here would end all renewing, without a word. Not fatal for the others: this run's
                // supervisor ends it, and that is reported as such.
                LOG.warn("lease not renewed run={}", run.directory().getFileName(), failure);
            }
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
