package org.periapsis.ingest.adapter.fits.preview;

import java.io.IOException;

/** A file that is read forward, with parts of it passed over. Not thread-safe; to be closed. */
interface FitsBytes extends AutoCloseable {
    long position();

    /**
     * Fills a part of an array.
     *
     * @return bytes read: fewer than asked for only at the end of the file
     */
    int read(byte[] into, int offset, int length) throws IOException;

    /** Passes over bytes; past the end the next read brings nothing. */
    void skip(long bytes) throws IOException;

    /** Says that so many bytes will be read in a row: they are asked for at once. */
    void expect(long bytes);

    @Override
    void close() throws IOException;
}
