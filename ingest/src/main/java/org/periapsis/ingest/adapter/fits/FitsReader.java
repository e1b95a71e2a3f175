package org.periapsis.ingest.adapter.fits;

import java.util.List;
import org.periapsis.fits.header.Hdu;

/**
 * Reads the headers of a FITS file, plain or gzip, from its bytes as they pass on their way into the store. Not
 * thread-safe; to be closed.
 */
public final class FitsReader implements AutoCloseable {
    private final FitsScanner scanner;
    private final Gunzip gunzip;
    private final byte[] magic = new byte[2];
    private int seen;
    private boolean gzip;

    public FitsReader(FitsLimits limits) {
        this.scanner = new FitsScanner(limits);
        this.gunzip = new Gunzip(scanner::accept, limits);
    }

    /**
     * Takes the next bytes of the file.
     *
     * @throws org.periapsis.ingest.domain.RefusedException as soon as the bytes cannot become a FITS file
     */
    public void accept(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (seen < 2 && at < end) {
            magic[seen++] = bytes[at++];
            if (seen == 2) {
                gzip = Gunzip.isGzip(magic[0], magic[1]);
                pass(magic, 0, 2);
            }
        }
        if (at < end) {
            pass(bytes, at, end - at);
        }
    }

    /**
     * The headers, once all bytes have passed.
     *
     * @throws org.periapsis.ingest.domain.RefusedException if the file is not whole
     */
    public List<Hdu> finish() {
        if (seen == 1) {
            pass(magic, 0, 1);
        }
        if (gzip) {
            gunzip.finish();
        }
        return scanner.finish();
    }

    /** Whether the bytes are gzip; known from the second byte on. */
    public boolean isGzip() {
        return gzip;
    }

    @Override
    public void close() {
        gunzip.close();
    }

    private void pass(byte[] bytes, int offset, int length) {
        if (gzip) {
            gunzip.accept(bytes, offset, length);
        } else {
            scanner.accept(bytes, offset, length);
        }
    }
}
