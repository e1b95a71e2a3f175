package org.periapsis.client.ingest;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files that are meant: each one named, and in directories, however deep, those of the patterns. */
final class Offered {
    /** Names of FITS files. */
    static final List<String> FITS = List.of("*.fits", "*.fit", "*.fts", "*.fits.gz", "*.fit.gz", "*.fits.fz");

    private final List<PathMatcher> patterns;

    Offered(List<String> patterns) {
        this.patterns = patterns.stream()
                .map(pattern -> FileSystems.getDefault().getPathMatcher("glob:" + pattern))
                .toList();
    }

    /** @throws IOException when one that is named is not there */
    List<Path> in(List<Path> paths) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                try (Stream<Path> below = Files.walk(path)) {
                    below.filter(Files::isRegularFile)
                            .filter(this::meant)
                            .sorted()
                            .forEach(files::add);
                } catch (java.io.UncheckedIOException e) {
                    throw e.getCause();
                }
            } else if (Files.isReadable(path)) {
                files.add(path);
            } else {
                throw new IOException(path + (Files.exists(path) ? " cannot be read" : " is not there"));
            }
        }
        return files;
    }

    private boolean meant(Path file) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(file.getFileName()));
    }
}
