package org.periapsis.datalabs.fits;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;

/** Opens FITS files, plain or gzipped, whatever they are called. */
public final class FitsFiles {

    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    private FitsFiles() {}

    /** Opens a file; the caller closes it. */
    public static Fits open(Path file) throws IOException {
        try {
            if (!gzipped(file)) {
                return new Fits(file.toFile());
            }
            return new Fits(new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file), 1 << 16), 1 << 16));
        } catch (FitsException unreadable) {
            throw new IOException(file.getFileName() + ": " + unreadable.getMessage(), unreadable);
        }
    }

    private static boolean gzipped(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            return stream.read() == GZIP_FIRST && stream.read() == GZIP_SECOND;
        }
    }
}
