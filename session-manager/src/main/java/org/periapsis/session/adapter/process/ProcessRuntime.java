package org.periapsis.session.adapter.process;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
    private final Launch launch;
    private final Leases leases;
    private final Clock clock;
    private final FreePorts ports = new FreePorts();
    private final SecureRandom random = new SecureRandom();

    /** Makes its directory and tries what isolation this machine permits; takes up to a second. */
    public ProcessRuntime(ProcessRuntimeConfig config, Clock clock) throws IOException {
        this.directories = new RunDirectories(config.directory());
        this.description = new IsolationProbe(directories, config).describe();
        this.launch = new Launch(
                directories.scripts(), description.isolation(), config.leaseSeconds(), config.graceSeconds());
        this.leases = new Leases(config.leaseSeconds());
        this.clock = clock;
        LOG.info("runtime={} isolation={} note={}", description.name(), description.isolation(), description.note());
    }

    @Override
    public RuntimeDescription describe() {
        return description;
    }

    @Override
    public RunFolder prepare(RunKey key, String owner, List<Path> starters) throws IOException {
        RunFolder folder =
                directories.prepare(key, owner, description.isolation()).folder();
        for (Path starter : starters) {
            directories.start(owner, starter, description.isolation());
        }
        return folder;
    }

    @Override
    public RunFolder folder(RunKey key) {
        return directories.of(key).folder();
    }

    @Override
    public StartedRun start(RunSpec spec) throws RunNotStartedException {
        RunFiles files = directories.of(spec.key());
        try {
            int port = spec.web() ? ports.take() : 0;
            byte[] bytes = new byte[16];
            random.nextBytes(bytes);
            String mark = HexFormat.of().formatHex(bytes);
            Map<String, String> environment = new HashMap<>(spec.program().environment());
            environment.put("PERIAPSIS_MARK", mark);
            List<String> program = spec.program().command().render(placeholders(spec, files.folder(), port));
            int uid = directories.idOf(spec.owner());
            directories.arm(
                    files,
                    uid,
                    description.isolation(),
                    environment,
                    spec.program().installed());
            RunFiles.Started record =
                    new RunFiles.Started(spec.key(), port, clock.instant(), mark, ProcessIdentity.bootId());
            files.write(record);
            leases.hold(files);
            Process supervisor =
                    process(launch.command(files, uid, spec.limits().memoryBytes(), mark, program), files);
            LOG.info("run started key={} supervisor={} port={}", spec.key(), supervisor.pid(), port);
            return watched(files, record, supervisor.toHandle());
        } catch (IOException | IllegalArgumentException failure) {
            leases.release(files);
            throw new RunNotStartedException(
                    "The run's process could not be started: " + failure.getMessage(), failure);
        }
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
        if (spec.web()) {
            values.put("port", Integer.toString(port));
        }
        return values;
    }

    private StartedRun watched(RunFiles files, RunFiles.Started record, ProcessHandle supervisor) {
        CompletableFuture<RunEnd> end = supervisor.onExit().handle((gone, unused) -> {
            leases.release(files);
            ports.release(record.port());
            RunEnd how = conclude(files, record);
            LOG.info("run ended key={} cause={} code={}", record.key(), how.cause(), how.exitCode());
            return how;
        });
        return new StartedRun(record.key(), record.port(), record.startedAt(), end);
    }

    /** How a program ended whose supervisor is gone; when that was killed, what it left behind is ended here. */
    private static RunEnd conclude(RunFiles files, RunFiles.Started record) {
        try {
            Optional<RunEnd> end = files.end();
            if (end.isPresent()) {
                return end.get();
            }
            if (record.bootId().equals(ProcessIdentity.bootId())) {
                files.init().flatMap(ProcessIdentity::handle).ifPresent(ProcessHandle::destroyForcibly);
                long killed = StrayProcesses.kill(record.mark());
                LOG.warn("supervisor lost key={} strays_killed={}", record.key(), killed);
            }
        } catch (IOException | RuntimeException failure) {
            LOG.error("end of run not readable key={}", record.key(), failure);
        }
        return new RunEnd(RunEnd.Cause.LOST, UNSEEN);
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
            leases.release(files);
        }
    }

    @Override
    public List<FoundRun> recover() throws IOException {
        List<FoundRun> found = new ArrayList<>();
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
                leases.hold(files);
                ports.hold(record.port());
                LOG.info(
                        "run adopted key={} supervisor={}",
                        record.key(),
                        supervisor.get().pid());
                found.add(new FoundRun.Adopted(watched(files, record, supervisor.get())));
            } else {
                found.add(new FoundRun.Over(record.key(), conclude(files, record)));
            }
        }
        return found;
    }

    @Override
    public LogChunk log(RunKey key, long offset, int limit) throws IOException {
        RunFiles files = directories.of(key);
        Path log = Files.exists(files.log()) ? files.log() : directories.keptLog(key);
        if (!Files.exists(log)) {
            return new LogChunk(0, "", 0);
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.min(file.length(), offset < 0 ? Math.max(0, file.length() + offset) : offset);
            byte[] bytes = new byte[(int) Math.min(limit, file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            int whole = wholeCharacters(bytes);
            return new LogChunk(from, new String(bytes, 0, whole, StandardCharsets.UTF_8), from + whole);
        }
    }

    /** The length without a character that is cut at the end, unless nothing else is there. */
    private static int wholeCharacters(byte[] bytes) {
        int start = bytes.length - 1;
        while (start > 0 && bytes.length - start < 4 && (bytes[start] & 0xC0) == 0x80) {
            start--;
        }
        if (start <= 0 || bytes[start] >= 0) {
            return bytes.length;
        }
        int lead = bytes[start] & 0xFF;
        int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
        return bytes.length - start < length ? start : bytes.length;
    }

    @Override
    public void discard(RunKey key) throws IOException {
        directories.discard(key);
    }

    @Override
    public void close() {
        leases.close();
    }
}
