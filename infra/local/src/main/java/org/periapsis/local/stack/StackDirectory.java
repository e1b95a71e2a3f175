package org.periapsis.local.stack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where a local stack keeps everything. Readable by its owner alone.
 *
 * @param root the directory
 * @param python holds its Python environments
 */
public record StackDirectory(Path root, Path python) {
    public StackDirectory {
        root = root.toAbsolutePath().normalize();
        python = python.toAbsolutePath().normalize();
    }

    /** With the user's Python environments where there are any, else with its own: they take a minute and 400 MB. */
    public StackDirectory(Path root) {
        this(root, Files.isDirectory(ofUser().python()) ? ofUser().python() : root.resolve("python"));
    }

    /** {@code ~/.periapsis} */
    public static StackDirectory ofUser() {
        Path root = Path.of(System.getProperty("user.home"), ".periapsis");
        return new StackDirectory(root, root.resolve("python"));
    }

    /** A new one that is thrown away: what takes long to make is the user's. */
    public static StackDirectory temporary(String prefix) throws IOException {
        return new StackDirectory(Files.createTempDirectory(prefix), ofUser().python());
    }

    public Path kafka() {
        return root.resolve("kafka");
    }

    public Path postgres() {
        return root.resolve("postgres");
    }

    public Path objects() {
        return root.resolve("objects");
    }

    public Path registry() {
        return root.resolve("registry");
    }

    public Path keys() {
        return root.resolve("keys");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    public Path site(String site) {
        return root.resolve("sites").resolve(site);
    }

    /** Who runs here now, and where it is reached. */
    public Path stateFile() {
        return root.resolve("stack.json");
    }

    public void create() throws IOException {
        for (Path each = root; each != null; each = each.getParent()) {
            if (Files.exists(each) && !Files.isDirectory(each)) {
                throw new IOException("a stack needs a directory, and " + each + " is a file");
            }
        }
        Files.createDirectories(root);
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
        }
        Files.createDirectories(logs());
    }

    /**
     * Takes the directory for this process.
     *
     * @return the lock, held until it is closed or the process ends
     * @throws InUse when another process has it
     */
    public FileLock lock() throws IOException, InUse {
        return locked("lock");
    }

    /**
     * Takes the turn to start a stack in the background: whoever has it writes {@code up.log}.
     *
     * @return the lock, held until it is closed or the process ends
     * @throws InUse when another process has it
     */
    public FileLock lockStart() throws IOException, InUse {
        return locked("lock.start");
    }

    private FileLock locked(String name) throws IOException, InUse {
        FileChannel channel = FileChannel.open(root.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException ofThisProcess) {
            throw new InUse(this);
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        if (lock == null) {
            throw new InUse(this);
        }
        return lock;
    }

    /** Another process runs a stack in this directory. */
    public static final class InUse extends Exception {
        private static final long serialVersionUID = 1;

        public InUse(StackDirectory directory) {
            super("a stack is running in " + directory.root()
                    + " already: `periapsis status` shows it, `periapsis down` ends it");
        }
    }
}
