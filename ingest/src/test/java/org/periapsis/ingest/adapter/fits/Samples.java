package org.periapsis.ingest.adapter.fits;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.periapsis.fits.header.Hdu;
import org.periapsis.ingest.domain.header.HeaderReading;
import org.periapsis.ingest.domain.header.ObservationReader;

/** The genuine files that ship with the local stack. */
public final class Samples {
    public static final Path FOLDER = Path.of("..", "infra", "local", "src", "main", "resources", "samples");

    private Samples() {}

    public static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(FOLDER.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static HeaderReading read(String name) {
        return ObservationReader.read(hdus(FOLDER.resolve(name), 8191));
    }

    public static List<Hdu> hdus(Path file, int chunk) {
        try (InputStream in = Files.newInputStream(file);
                FitsReader reader = new FitsReader(FitsLimits.STANDARD)) {
            byte[] buffer = new byte[chunk];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                reader.accept(buffer, 0, n);
            }
            return reader.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
