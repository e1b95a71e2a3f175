package org.periapsis.session.adapter.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.periapsis.session.domain.run.RunFolder;

/**
 * Lays out what a sandboxed run sees: the mount points below {@code root}, and the list of mounts for {@code enter.sh}. It is
 * a list of what is shown, not of what is hidden: the system's programs read-only, what the datalab declares, and the run's
 * own folder, all at the paths that they have outside.
 */
final class SandboxRoot {

    private static final List<String> SYSTEM =
            List.of("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc", "/nix/store", "/gnu/store");
    private static final List<String> DEVICES = List.of("null", "zero", "full", "random", "urandom", "tty");
    private static final List<String> EXTRA = List.of("/sys/devices/system/cpu");

    private final RunFiles files;
    private final List<String> mounts = new ArrayList<>();

    SandboxRoot(RunFiles files) {
        this.files = files;
    }

    /** Makes the mount points and writes the list. */
    void lay(Path scripts, List<Path> installed, Path home, Path scratch, int uid) throws IOException {
        Path root = Access.directory(files.root(), "rwxr-xr-x");
        for (String empty : List.of("proc", "mnt", "tmp", "dev")) {
            Access.directory(root.resolve(empty), "rwxr-xr-x");
        }
        devices();
        Set<Path> shown = system();
        show("rw", files.scratch(), scratch);
        RunFolder folder = files.folder();
        Set<Path> wanted = new LinkedHashSet<>(List.of(scripts));
        for (Path path : installed) {
            // A program finds its parts by the path it was given and by the one that links lead to.
            wanted.add(path);
            wanted.add(path.toRealPath());
        }
        for (Path path : wanted) {
            if (shown.stream().noneMatch(path::startsWith)) {
                show("ro", path, path);
                shown.add(path);
            }
        }
        show("ro", folder.root(), folder.root());
        show("rw", home, folder.work());
        show("rw", folder.out(), folder.out());
        show("ro", account("passwd", "periapsis:x:%1$d:%1$d:Periapsis:%2$s:/bin/sh", uid), Path.of("/etc/passwd"));
        show("ro", account("group", "periapsis:x:%1$d:", uid), Path.of("/etc/group"));
        Access.file(files.mounts(), String.join("\n", mounts) + "\n", "rw-------");
    }

    /** The devices that programs count on, and graphics where there are any; the machine's disks and logs are not among them. */
    private void devices() throws IOException {
        for (String name : DEVICES) {
            show("rw", Path.of("/dev", name), Path.of("/dev", name));
        }
        try (DirectoryStream<Path> graphics = Files.newDirectoryStream(Path.of("/dev"), "{nvidia*,dri,kfd}")) {
            for (Path each : graphics) {
                show("rw", each, each);
            }
        }
    }

    private Set<Path> system() throws IOException {
        Set<Path> shown = new LinkedHashSet<>();
        for (String name : SYSTEM) {
            Path path = Path.of(name);
            if (Files.isSymbolicLink(path)) {
                Files.createSymbolicLink(inRoot(path), Files.readSymbolicLink(path));
            } else if (Files.isDirectory(path)) {
                show("ro", path, path);
                shown.add(path);
            }
        }
        for (String name : EXTRA) {
            Path path = Path.of(name);
            if (Files.isDirectory(path)) {
                show("ro", path, path);
            }
        }
        return shown;
    }

    /** Names the run's uid, since shells and Python ask for the name of who they are. */
    private Path account(String name, String line, int uid) throws IOException {
        String own = String.format(line, uid, files.folder().work());
        String root = name.equals("passwd") ? "root:x:0:0:root:/root:/usr/sbin/nologin" : "root:x:0:";
        return Access.file(files.directory().resolve(name), root + "\n" + own + "\n", "rw-r--r--");
    }

    private void show(String mode, Path source, Path target) throws IOException {
        String line = mode + "\t" + source + "\t" + target;
        if (line.indexOf('\n') >= 0 || line.chars().filter(c -> c == '\t').count() != 2) {
            throw new IOException("A path with a tab or a line break cannot be shown to a run: " + line);
        }
        Path point = inRoot(target);
        // What lies below another mount, or in memory, gets its mount point when that is there.
        boolean below = target.startsWith("/tmp")
                || target.startsWith("/dev")
                || mounts.stream()
                        .map(mount -> Path.of(mount.split("\t", -1)[2]))
                        .anyMatch(target::startsWith);
        if (!below && Files.notExists(point, LinkOption.NOFOLLOW_LINKS)) {
            if (Files.isDirectory(source)) {
                Access.directory(point, "rwxr-xr-x");
            } else {
                if (Files.notExists(point.getParent())) {
                    Access.directory(point.getParent(), "rwxr-xr-x");
                }
                Files.createFile(point);
            }
        }
        mounts.add(line);
    }

    private Path inRoot(Path path) {
        return files.root().resolve(Path.of("/").relativize(path));
    }
}
