package org.periapsis.datalabs.viewer.file;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPInputStream;

/**
 * Scratch files on disk for what is too large for memory: inflated files and smaller copies of images. They are gone when
 * they are closed, and with the process.
 *
 * @param folder the run's own scratch folder
 * @param most bytes of one scratch file
 */
public record Spool(Path folder, long most) {
    private static final long DEFAULT_MOST = 16L << 30;
    private static final int SHARE_OF_FREE = 2;
    private static final int PIECE = 1 << 18;

    /** In the folder that the environment names for temporary files. */
    public static Spool ofEnvironment() {
        String folder = System.getenv("TMPDIR");
        return new Spool(Path.of(folder == null ? System.getProperty("java.io.tmpdir") : folder), DEFAULT_MOST);
    }

    /**
     * A new scratch file.
     *
     * @throws UnreadableException when so many bytes are more than the site has room for
     */
    public FileChannel file(long bytes, String what) throws IOException {
        long room = room();
        if (bytes > room) {
            throw new UnreadableException(
                    "scratch",
                    what + " takes " + bytes + " bytes of scratch space, and there are " + room,
                    "Ask for a session at a site with more scratch space");
        }
        return open();
    }

    /** A scratch file with what a gzip file inflates to. */
    public FileChannel inflated(Path gzip) throws IOException {
        long room = room();
        FileChannel channel = open();
        try (InputStream raw = Files.newInputStream(gzip);
                InputStream inflating = new GZIPInputStream(new BufferedInputStream(raw, PIECE), PIECE)) {
            byte[] piece = new byte[PIECE];
            long total = 0;
            for (int n = inflating.read(piece); n >= 0; n = inflating.read(piece)) {
                total += n;
                if (total > room) {
                    throw new UnreadableException(
                            "gzip",
                            "The file inflates to more than the " + room + " bytes of scratch space",
                            "Ask for a session at a site with more scratch space");
                }
                write(channel, ByteBuffer.wrap(piece, 0, n));
            }
            return channel;
        } catch (IOException | RuntimeException failure) {
            channel.close();
            if (failure instanceof UnreadableException) {
                throw failure;
            }
            throw new UnreadableException(
                    "gzip",
                    "The gzip stream is damaged: " + failure.getMessage(),
                    "Choose another file of the selection");
        }
    }

    /** Writes a whole buffer where the file stands. */
    public static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private long room() throws IOException {
        return Math.min(most, Files.getFileStore(folder).getUsableSpace() / SHARE_OF_FREE);
    }

    private FileChannel open() throws IOException {
        Path path = Files.createTempFile(folder, "viewer", ".spool");
        return FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }
}
