package org.periapsis.kit;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Directories of tests, which processes that are about to end may still write to: they are deleted with patience, and what stays
 * fails no test. JUnit's own deletion does, when a file comes while it deletes.
 */
public final class TestDirectories implements TempDirFactory {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** Says of each directory that JUnit leaves it; held, as loggers go when nobody does. */
    private static final Logger QUIET = Logger.getLogger("org.junit.jupiter.engine.extension.TempDirectory");

    static {
        QUIET.setLevel(Level.WARNING);
    }

    private Path directory;

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
        directory = Files.createTempDirectory("junit");
        return directory;
    }

    @Override
    public void close() throws IOException {
        if (directory != null) {
            delete(directory);
        }
    }

    static void delete(Path directory) throws IOException {
        Instant deadline = Instant.now().plus(PATIENCE);
        try {
            while (!deleted(directory) && Instant.now().isBefore(deadline)) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (Files.exists(directory)) {
            System.err.println("A test's directory could not be deleted: " + directory);
        }
    }

    /** @return false when something came or stayed meanwhile */
    private static boolean deleted(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return true;
        }
        boolean[] all = {true};
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
                // Staged inputs are for reading only.
                all[0] &= each.toFile().setWritable(true);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) {
                return gone(each);
            }

            @Override
            public FileVisitResult visitFileFailed(Path each, IOException failure) {
                all[0] = false;
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, IOException failure) {
                return gone(each);
            }

            private FileVisitResult gone(Path each) {
                try {
                    Files.deleteIfExists(each);
                } catch (IOException e) {
                    all[0] = false;
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return all[0];
    }
}
