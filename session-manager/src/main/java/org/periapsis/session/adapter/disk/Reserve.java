package org.periapsis.session.adapter.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/**
 * Room on the disk that is taken beforehand and given back when the disk is full, so that how runs end can still be written
 * down. Thread-safe.
 */
public final class Reserve {

    /** Some hundred ends of runs. */
    public static final long USUAL_BYTES = 4L << 20;

    private static final int PIECE = 1 << 16;

    private final Path file;
    private final long bytes;

    /**
     * Takes the room if there is any.
     *
     * @param file on the disk in question
     */
    public Reserve(Path file, long bytes) {
        this.file = file;
        this.bytes = bytes;
        restore();
    }

    /** Gives the room back. False when it was given back before. */
    synchronized boolean release() {
        try {
            return Files.deleteIfExists(file);
        } catch (IOException failure) {
            return false;
        }
    }

    /**
     * Takes the room again when the disk has twice as much.
     *
     * @return why nothing new may be written; empty when the room is there and as much again
     */
    public synchronized Optional<String> restore() {
        try {
            long free = Files.getFileStore(file.toAbsolutePath().getParent()).getUsableSpace();
            if (whole()) {
                return free >= bytes ? Optional.empty() : Optional.of(full(free));
            }
            if (free < 2 * bytes) {
                return Optional.of(full(free));
            }
            take();
            return Optional.empty();
        } catch (IOException failure) {
            release();
            return Optional.of("the disk of " + file.getParent() + " cannot be written to: " + failure.getMessage());
        }
    }

    private boolean whole() throws IOException {
        return Files.exists(file) && Files.size(file) == bytes;
    }

    private void take() throws IOException {
        Files.deleteIfExists(file);
        try (FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
            // Written, not only as long: a file with holes holds no room.
            for (long left = bytes; left > 0; ) {
                ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, left));
                left -= piece.remaining();
                while (piece.hasRemaining()) {
                    channel.write(piece);
                }
            }
            channel.force(true);
        }
    }

    private String full(long free) {
        return "disk full: " + (free >> 10) + " KiB are left at "
                + file.toAbsolutePath().getParent();
    }
}
