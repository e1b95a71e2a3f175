package org.periapsis.embedded.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The registry's changes in a file of lines that only grows; a change is on disk before anybody hears of its id. */
final class ChangeLog implements AutoCloseable {

    private final FileChannel file;
    private final List<Change> found;

    private ChangeLog(FileChannel file, List<Change> found) {
        this.file = file;
        this.found = List.copyOf(found);
    }

    static ChangeLog open(Path path) throws IOException {
        FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (lock(file) == null) {
                throw new IllegalStateException(path + " is in use by another running registry");
            }
            return new ChangeLog(file, read(file));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException ownJvm) {
            return null;
        }
    }

    /** Drops a last line without its end: a crash cut it off, and nobody was told of it. */
    private static List<Change> read(FileChannel file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
        while (bytes.hasRemaining() && file.read(bytes) >= 0) {
            // until the end
        }
        String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        file.truncate(whole.getBytes(StandardCharsets.UTF_8).length);
        file.position(file.size());
        List<Change> changes = new ArrayList<>();
        whole.lines().map(Change::decode).forEach(changes::add);
        return changes;
    }

    /** The changes that were there when the log was opened. */
    List<Change> found() {
        return found;
    }

    void append(Change change) throws IOException {
        ByteBuffer line = ByteBuffer.wrap((Change.encode(change) + "\n").getBytes(StandardCharsets.UTF_8));
        while (line.hasRemaining()) {
            file.write(line);
        }
        file.force(true);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
