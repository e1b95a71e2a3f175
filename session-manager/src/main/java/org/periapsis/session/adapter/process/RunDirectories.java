package org.periapsis.session.adapter.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.periapsis.session.domain.run.RunFolder;
import org.periapsis.session.domain.run.RunKey;

/**
 * The runtime's directory: {@code scripts/}, {@code homes/<number>/} for each owner, {@code runs/<key>/} for each program.
 * The directories on the way can be passed but not listed by other uids; what is in them is closed to them.
 */
final class RunDirectories {

    /** Of a program that brings none. */
    static final String PATH = "/usr/local/bin:/usr/bin:/bin";

    private static final String PASSABLE = "rwx--x--x";
    private static final List<String> SCRIPTS =
            List.of("supervise.sh", "confine.sh", "enter.sh", "program.sh", "relay.pl", "filter.pl");
    private static final String RELAY = "relay";

    /** On disk, for what is too large for {@code /tmp}, which is memory. */
    private static final String SCRATCH = "/var/tmp";

    private static final String READABLE = "rwxr-xr-x";

    private final Path scripts;
    private final Path homes;
    private final Path runs;
    private final KeptLogs logs;
    private final OwnerIds ids;
    private final Path root;

    RunDirectories(Path directory, LogBounds logBounds, Clock clock) throws IOException {
        this.root = Access.directory(directory.toAbsolutePath(), PASSABLE).toRealPath();
        this.scripts = Access.directory(root.resolve("scripts"), READABLE);
        this.homes = Access.directory(root.resolve("homes"), PASSABLE);
        this.runs = Access.directory(root.resolve("runs"), PASSABLE);
        this.logs = new KeptLogs(Access.directory(root.resolve("logs"), "rwx------"), logBounds, clock);
        this.ids = new OwnerIds(root.resolve("owners"));
        for (String name : SCRIPTS) {
            try (InputStream script = RunDirectories.class.getResourceAsStream(name)) {
                String text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
                Access.file(scripts.resolve(name), text, READABLE);
            }
        }
    }

    Path scripts() {
        return scripts;
    }

    /** Where runs will be entered; not made yet. */
    Doors doors() throws IOException {
        return Doors.of(root, ids.idOf(RELAY));
    }

    /** Names the control groups of this runtime's runs. */
    String groupPrefix() {
        CRC32 hash = new CRC32();
        hash.update(root.toString().getBytes(StandardCharsets.UTF_8));
        return "periapsis-" + Long.toHexString(hash.getValue()) + "-";
    }

    int idOf(String owner) throws IOException {
        return ids.idOf(owner);
    }

    RunFiles of(RunKey key) {
        return new RunFiles(runs.resolve(key.directoryName()));
    }

    List<RunFiles> all() throws IOException {
        try (Stream<Path> directories = Files.list(runs)) {
            return directories.map(RunFiles::new).toList();
        }
    }

    /** Makes the folders of a run anew; the owner's home is made once and kept. */
    RunFiles prepare(RunKey key, String owner, Confinement confinement) throws IOException {
        RunFiles files = of(key);
        Access.remove(files.directory());
        Access.directory(files.directory(), PASSABLE);
        RunFolder folder = files.folder();
        Access.directory(folder.root(), READABLE);
        Access.directory(folder.data(), READABLE);
        int uid = ids.idOf(owner);
        Path home = Access.directory(home(uid), "rwx------");
        Access.directory(folder.out(), "rwx------");
        Access.directory(files.scratch(), "rwx------");
        if (confinement.sandbox()) {
            Access.directory(folder.work(), READABLE);
        } else {
            Files.createSymbolicLink(folder.work(), home);
        }
        if (confinement.otherUser()) {
            for (Path own : List.of(home, folder.out(), files.scratch())) {
                Access.give(own, uid);
            }
        }
        return files;
    }

    /** Puts a file into the owner's home unless something of that name is there, were it a link. */
    void start(String owner, Path starter, Confinement confinement) throws IOException {
        int uid = ids.idOf(owner);
        Path target = home(uid).resolve(starter.getFileName());
        try {
            Files.write(target, Files.readAllBytes(starter), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException kept) {
            return;
        }
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r--r--"));
        if (confinement.otherUser()) {
            Access.give(target, uid);
        }
    }

    /** Puts a token where the run finds it, unless the run is gone. */
    void give(RunKey key, String owner, String token, Confinement confinement) throws IOException {
        RunFolder folder = of(key).folder();
        if (Files.isDirectory(folder.root())) {
            OptionalInt uid = confinement.otherUser() ? OptionalInt.of(ids.idOf(owner)) : OptionalInt.empty();
            Access.file(folder.token(), token, "r--------", uid);
        }
    }

    /** The last steps before a start: the environment's file and what a sandbox shows. */
    void arm(RunFiles files, int uid, Confinement confinement, Map<String, String> environment, List<Path> installed)
            throws IOException {
        RunFolder folder = files.folder();
        Map<String, String> variables = new HashMap<>(Map.of(
                "PATH",
                PATH,
                "LANG",
                "C.UTF-8",
                "SHELL",
                Files.isExecutable(Path.of("/bin/bash")) ? "/bin/bash" : "/bin/sh",
                "TMPDIR",
                confinement.sandbox() ? SCRATCH : files.scratch().toString()));
        variables.putAll(environment);
        variables.put("HOME", folder.work().toString());
        variables.put("PERIAPSIS_FOLDER", folder.root().toString());
        variables.put("PERIAPSIS_SELECTION", folder.selection().toString());
        Access.file(files.environment(), Launch.environment(variables), "r--------");
        if (confinement.otherUser()) {
            Access.give(files.environment(), uid);
        }
        if (confinement.sandbox()) {
            new SandboxRoot(files).lay(scripts, installed, home(uid), Path.of(SCRATCH), uid);
        }
    }

    /** Removes a run but keeps its log, among the newest. */
    void discard(RunKey key) throws IOException {
        RunFiles files = of(key);
        if (Files.exists(files.log())) {
            logs.keep(key, files.log());
        }
        Access.remove(files.directory());
    }

    /** The logs of discarded runs, while they are kept. */
    KeptLogs logs() {
        return logs;
    }

    Path home(int uid) {
        return homes.resolve(Integer.toString(uid));
    }
}
