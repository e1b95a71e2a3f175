package org.periapsis.ingest.adapter.fits.preview;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A gzip file: what is passed over is inflated and thrown away, up to a limit. */
final class InflatedBytes implements FitsBytes {
    private static final int BUFFER = 64 << 10;

    private final InputStream in;
    private final long limit;
    private long position;
    private boolean ended;

    /** @param limit inflated bytes that it goes to */
    InflatedBytes(InputStream compressed, long limit) throws IOException {
        this.limit = limit;
        try {
            this.in = new GZIPInputStream(new BufferedInputStream(compressed, BUFFER), BUFFER);
        } catch (EOFException | ZipException damaged) {
            throw new NoPreview("It is a damaged gzip file", damaged);
        }
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        within(length);
        try {
            int n = ended ? 0 : in.readNBytes(into, offset, length);
            position += n;
            return n;
        } catch (EOFException | ZipException damaged) {
            throw new NoPreview("It is a damaged gzip file", damaged);
        }
    }

    @Override
    public void skip(long bytes) throws IOException {
        within(bytes);
        try {
            if (!ended) {
                in.skipNBytes(bytes);
            }
        } catch (EOFException end) {
            ended = true;
        } catch (ZipException damaged) {
            throw new NoPreview("It is a damaged gzip file", damaged);
        }
        position += bytes;
    }

    private void within(long bytes) {
        if (bytes > limit - position) {
            throw new NoPreview("It inflates to more than " + (limit >> 20) + " MiB");
        }
    }

    @Override
    public void expect(long bytes) {
        // The whole file is one stream.
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
