package org.periapsis.session.adapter.process;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.periapsis.session.domain.run.Endpoint;
import org.periapsis.session.domain.run.FoundRun;
import org.periapsis.session.domain.run.LogChunk;
import org.periapsis.session.domain.run.RunEnd;
import org.periapsis.session.domain.run.RunFolder;
import org.periapsis.session.domain.run.RunKey;
import org.periapsis.session.domain.run.RunNotStartedException;
import org.periapsis.session.domain.run.RunSpec;
import org.periapsis.session.domain.run.RuntimeDescription;
import org.periapsis.session.domain.run.SiteRuntime;
import org.periapsis.session.domain.run.StartedRun;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs programs as processes of this machine. Each has a supervisor, a small shell script in a session of its own, that ends
 * the program when this agent is gone for longer than its lease, and writes down how the program ended.
 */
public final class ProcessRuntime implements SiteRuntime {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessRuntime.class);
    private static final int UNSEEN = -1;

    private final RunDirectories directories;
    private final RuntimeDescription description;
    private final Confinement confinement;
    private final Launch launch;
    private final Watches watches;
    private final Addresses addresses;
    private final LogBounds logs;
    private final Clock clock;
    private final Optional<URI> portal;
    private final SecureRandom random = new SecureRandom();

    /** Makes its directory and tries what isolation this machine permits; takes up to a second. */
    public ProcessRuntime(ProcessRuntimeConfig config, Clock clock) throws IOException {
        this.directories = new RunDirectories(config.directory(), config.logs(), clock);
        IsolationProbe.Found found = new IsolationProbe(directories, config).found();
        this.description = found.description();
        this.confinement = found.confinement();
        this.launch = new Launch(
                directories.scripts(), confinement, config.leaseSeconds(), config.graceSeconds(), config.bounds());
        this.watches = new Watches(
                new Leases(config.leaseSeconds()),
                new DiskWatch(config.bounds().diskBytes(), config.bounds().files()));
        this.addresses = new Addresses(confinement);
        this.logs = config.logs();
        this.clock = clock;
        this.portal = config.portal();
        LOG.info("runtime={} isolation={} note={}", description.name(), description.isolation(), description.note());
    }

    /** What a run is watched by. */
    private record Watches(Leases leases, DiskWatch disks) {

        void release(RunFiles files) {
            leases.release(files);
            disks.release(files);
        }
    }

    @Override
    public RuntimeDescription describe() {
        return description;
    }

    /** The Unix socket by which runs get out, for whoever lets them; empty where they share the machine's network. */
    public Optional<Path> wayOut() {
        return confinement.sandbox() ? Optional.of(confinement.doors().wayOut()) : Optional.empty();
    }

    @Override
    public RunFolder prepare(RunKey key, String owner, List<Path> starters) throws IOException {
        RunFolder folder = directories.prepare(key, owner, confinement).folder();
        for (Path starter : starters) {
            directories.start(owner, starter, confinement);
        }
        return folder;
    }

    @Override
    public void give(RunKey key, String owner, String token) throws IOException {
        directories.give(key, owner, token, confinement);
    }

    @Override
    public RunFolder folder(RunKey key) {
        return directories.of(key).folder();
    }

    @Override
    public StartedRun start(RunSpec spec) throws RunNotStartedException {
        RunFiles files = directories.of(spec.key());
        try {
            byte[] bytes = new byte[16];
            random.nextBytes(bytes);
            String mark = HexFormat.of().formatHex(bytes);
            Optional<Endpoint> endpoint = spec.web() ? Optional.of(addresses.next(mark)) : Optional.empty();
            int uid = directories.idOf(spec.owner());
            RunFiles.Started record =
                    new RunFiles.Started(spec.key(), endpoint, uid, clock.instant(), mark, ProcessIdentity.bootId());
            List<String> program =
                    spec.program().command().render(placeholders(spec, files.folder(), addresses.port(endpoint)));
            Map<String, String> environment = variables(files).of(spec, mark);
            directories.arm(files, uid, confinement, environment, spec.program().installed());
            launch.plan(files, uid, spec.limits(), endpoint.isPresent() ? mark : "");
            files.write(record);
            watches.leases().hold(files);
            if (watches.disks().hold(files, directories.home(uid)) && !spec.web()) {
                // A session may tidy it up; tasks, one short one after the other, would only fill it.
                watches.release(files);
                throw new RunNotStartedException(
                        "The owner's home has more files than a run may have at this site; tidy it up in a session",
                        null);
            }
            Process supervisor = process(launch.command(files, uid, spec.limits(), mark, program), files);
            LOG.info("run started key={} supervisor={} endpoint={}", spec.key(), supervisor.pid(), endpoint);
            return watched(files, record, supervisor.toHandle());
        } catch (IOException | IllegalArgumentException failure) {
            watches.release(files);
            throw new RunNotStartedException(
                    "The run's process could not be started: " + failure.getMessage(), failure);
        }
    }

    private ProgramVariables variables(RunFiles files) {
        return new ProgramVariables(files.folder(), confinement, portal);
    }

    private static Process process(List<String> command, RunFiles files) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(files.directory().toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(files.directory().resolve("supervisor.log").toFile());
        // The scripts run with the platform's rights, so nothing of a datalab's environment may reach them.
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        return builder.start();
    }

    private static Map<String, String> placeholders(RunSpec spec, RunFolder folder, int port) {
        Map<String, String> values = new HashMap<>(spec.program().values());
        values.putAll(Map.of(
                "root", folder.root().toString(),
                "work", folder.work().toString(),
                "data", folder.data().toString(),
                "out", folder.out().toString(),
                "selection", folder.selection().toString(),
                "cores", Integer.toString(spec.limits().cores()),
                "memory_mib", Long.toString(spec.limits().memoryBytes() >> 20)));
        if (port > 0) {
            values.put("port", Integer.toString(port));
        }
        return values;
    }

    private StartedRun watched(RunFiles files, RunFiles.Started record, ProcessHandle supervisor) {
        CompletableFuture<RunEnd> end = supervisor.onExit().handle((gone, unused) -> {
            watches.release(files);
            RunEnd how = conclude(files, record);
            LOG.info("run ended key={} cause={} code={}", record.key(), how.cause(), how.exitCode());
            return how;
        });
        return new StartedRun(record.key(), record.endpoint(), record.startedAt(), end);
    }

    /** How a program ended whose supervisor is gone; when that was killed, what it left behind is ended here. */
    private RunEnd conclude(RunFiles files, RunFiles.Started record) {
        try {
            addresses.release(record);
            Optional<RunEnd> end = files.end();
            if (end.isEmpty() && record.bootId().equals(ProcessIdentity.bootId())) {
                files.init().flatMap(ProcessIdentity::handle).ifPresent(ProcessHandle::destroyForcibly);
                long killed = StrayProcesses.kill(record.mark());
                LOG.warn("supervisor lost key={} strays_killed={}", record.key(), killed);
            }
            RunGroups.read(files.groups()).remove();
            cut(files);
            return end.orElse(new RunEnd(RunEnd.Cause.LOST, UNSEEN));
        } catch (IOException | RuntimeException failure) {
            LOG.error("end of run not readable key={}", record.key(), failure);
            return new RunEnd(RunEnd.Cause.LOST, UNSEEN);
        }
    }

    /** A log that cannot be cut now is cut when its run is discarded. */
    private void cut(RunFiles files) {
        try {
            RunLog.cut(files.log(), logs.bytes());
        } catch (IOException failure) {
            LOG.warn("log not cut run={}", files.name(), failure);
        }
    }

    @Override
    public boolean answersItself(StartedRun run) {
        if (run.endpoint().orElse(null) instanceof Endpoint.Unix) {
            return true;
        }
        RunFiles files = directories.of(run.key());
        try {
            Optional<RunFiles.Started> record = files.read();
            return record.isPresent()
                    && addresses.own(record.get(), () -> {
                        RunGroups groups = RunGroups.read(files.groups());
                        return groups.directories().isEmpty()
                                ? StrayProcesses.of(record.get().mark())
                                : groups.processes();
                    });
        } catch (IOException failure) {
            LOG.warn("owner of a port not found key={}", run.key(), failure);
            return false;
        }
    }

    @Override
    public void stop(RunKey key) {
        RunFiles files = directories.of(key);
        try {
            if (Files.exists(files.directory()) && files.end().isEmpty()) {
                files.askToStop();
                files.supervisor().flatMap(ProcessIdentity::handle).ifPresent(ProcessHandle::destroy);
            }
        } catch (IOException failure) {
            // Without its lease it ends a little later, but it ends.
            LOG.error("stop not written, lease withdrawn key={}", key, failure);
            watches.release(files);
        }
    }

    @Override
    public List<FoundRun> recover() throws IOException {
        List<FoundRun> found = new ArrayList<>();
        Set<String> live = new HashSet<>();
        for (RunFiles files : directories.all()) {
            Optional<RunFiles.Started> read = files.read();
            if (read.isEmpty()) {
                Access.remove(files.directory());
                continue;
            }
            RunFiles.Started record = read.get();
            Optional<ProcessHandle> supervisor = record.bootId().equals(ProcessIdentity.bootId())
                    ? files.supervisor().flatMap(ProcessIdentity::handle)
                    : Optional.empty();
            if (supervisor.isPresent() && files.end().isEmpty()) {
                watches.leases().hold(files);
                watches.disks().hold(files, directories.home(record.uid()));
                addresses.hold(record);
                LOG.info(
                        "run adopted key={} supervisor={}",
                        record.key(),
                        supervisor.get().pid());
                live.add(files.name());
                found.add(new FoundRun.Adopted(watched(files, record, supervisor.get())));
            } else {
                found.add(new FoundRun.Over(record.key(), conclude(files, record)));
            }
        }
        confinement.groups().sweep(live);
        return found;
    }

    @Override
    public LogChunk log(RunKey key, long offset, int limit) throws IOException {
        RunFiles files = directories.of(key);
        return RunLog.read(
                Files.exists(files.log()) ? files.log() : directories.logs().of(key), offset, limit);
    }

    @Override
    public void note(RunKey key, String line) throws IOException {
        RunLog.add(directories.of(key).log(), line);
    }

    @Override
    public void discard(RunKey key) throws IOException {
        directories.discard(key);
    }

    @Override
    public void close() {
        watches.leases().close();
        watches.disks().close();
        directories.logs().close();
    }
}
