package org.periapsis.ingest.adapter.fits.preview;

import java.io.IOException;
import java.io.InputStream;

/** Where a file's bytes come from, such as an object in a store. */
@FunctionalInterface
public interface Ranges {
    /** @return so many bytes from an offset on; the caller closes the stream */
    InputStream open(long offset, long length) throws IOException;
}
