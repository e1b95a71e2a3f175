package org.periapsis.datalabs.viewer.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.periapsis.fits.file.HeaderParser;
import org.periapsis.fits.header.Keywords;

/** A FITS file that is open for reading anywhere; of a gzipped one an inflated copy in scratch space. Thread-safe. */
public final class StoredFile implements AutoCloseable {
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    private final FileChannel channel;
    private final List<Unit> units;

    private StoredFile(FileChannel channel, List<Unit> units) {
        this.channel = channel;
        this.units = units;
    }

    /** @throws UnreadableException when it is not there or no FITS file */
    public static StoredFile open(Path path, Spool spool) throws IOException {
        FileChannel channel;
        try {
            channel = gzipped(path) ? spool.inflated(path) : FileChannel.open(path);
        } catch (NoSuchFileException gone) {
            throw new UnreadableException(
                    "path", path.getFileName() + " is not at this site", "Choose another file of the selection");
        }
        try {
            return new StoredFile(channel, UnitScan.of(channel));
        } catch (IOException | RuntimeException unreadable) {
            channel.close();
            throw unreadable;
        }
    }

    private static boolean gzipped(Path path) throws IOException {
        try (InputStream stream = Files.newInputStream(path)) {
            return stream.read() == GZIP_FIRST && stream.read() == GZIP_SECOND;
        }
    }

    public List<Unit> units() {
        return units;
    }

    /** @throws UnreadableException when the file has no such unit */
    public Unit unit(int number) throws UnreadableException {
        if (number < 0 || number >= units.size()) {
            throw new UnreadableException(
                    "unit",
                    "There is no extension " + number + " among " + units.size(),
                    "Choose an extension from 0 to " + (units.size() - 1));
        }
        return units.get(number);
    }

    /** The blocks of a unit's header. */
    public byte[] header(Unit unit) throws IOException {
        // The last block of a file may be cut off after its END.
        long there = Math.min(unit.headerBytes(), channel.size() - unit.headerAt());
        ByteBuffer header = ByteBuffer.allocate((int) there);
        read(unit.headerAt(), header);
        return header.array();
    }

    public Keywords keywords(Unit unit) throws IOException {
        return HeaderParser.parse(header(unit));
    }

    /** Fills a buffer from a byte of the file on, and flips it. */
    public void read(long at, ByteBuffer into) throws IOException {
        read(channel, at, into);
    }

    /** Fills a buffer from a byte of a file on, and flips it. */
    public static void read(FileChannel channel, long at, ByteBuffer into) throws IOException {
        int begin = into.position();
        while (into.hasRemaining()) {
            if (channel.read(into, at + into.position() - begin) < 0) {
                throw new EOFException("The file ends at byte " + channel.size());
            }
        }
        into.flip();
    }

    /** The bytes, of a gzipped file the inflated ones. Closed with this file. */
    public FileChannel channel() {
        return channel;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
