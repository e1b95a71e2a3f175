package org.periapsis.ingest.adapter.fits.preview;

import java.io.IOException;
import java.io.InputStream;

/** A file read by ranges: what is passed over is not asked for. */
final class RangedBytes implements FitsBytes {
    /** A header is seldom longer, and a range of this size costs little more than a block. */
    private static final int WINDOW = 64 << 10;

    private final Ranges ranges;
    private final long size;
    private InputStream open;
    private long left;
    private long position;
    private long expected;

    RangedBytes(Ranges ranges, long size) {
        this.ranges = ranges;
        this.size = size;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int done = 0;
        while (done < length && position < size) {
            if (left == 0) {
                next(length - done);
            }
            int n = open.readNBytes(into, offset + done, (int) Math.min(length - done, left));
            if (n == 0) {
                throw new IOException("the object ended before its size was reached");
            }
            done += n;
            advance(n);
        }
        return done;
    }

    @Override
    public void skip(long bytes) throws IOException {
        if (bytes < left && bytes <= WINDOW) {
            open.skipNBytes(bytes);
            advance(bytes);
            return;
        }
        close();
        position = bytes > size - position ? size : position + bytes;
    }

    @Override
    public void expect(long bytes) {
        expected = bytes;
    }

    private void advance(long bytes) throws IOException {
        position += bytes;
        left -= bytes;
        if (left == 0) {
            close();
        }
    }

    private void next(int wanted) throws IOException {
        long length = Math.min(size - position, Math.max(Math.max(WINDOW, wanted), expected));
        expected = 0;
        open = ranges.open(position, length);
        left = length;
    }

    @Override
    public void close() throws IOException {
        InputStream closing = open;
        open = null;
        left = 0;
        if (closing != null) {
            closing.close();
        }
    }
}
