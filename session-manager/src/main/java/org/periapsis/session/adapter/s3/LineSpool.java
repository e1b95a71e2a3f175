package org.periapsis.session.adapter.s3;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.periapsis.session.domain.agent.Inputs;

/**
 * Keeps the lines of one run's manifest on the disk: they wait for as long as bytes are copied, in many runs at once, and one
 * run's may be 32 MiB. The file has no name, and is gone when nobody refers to it any more. Thread-safe.
 */
final class LineSpool {
    private final RandomAccessFile file;
    private long end;

    private LineSpool(RandomAccessFile file) {
        this.file = file;
    }

    static LineSpool in(Path directory) throws IOException {
        File named = Files.createTempFile(directory, "inputs", ".ndjson").toFile();
        RandomAccessFile file = new RandomAccessFile(named, "rw");
        Files.delete(named.toPath());
        return new LineSpool(file);
    }

    synchronized Inputs.Line keep(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        long at = end;
        file.seek(at);
        file.write(bytes);
        end += bytes.length;
        return () -> read(at, bytes.length);
    }

    private synchronized String read(long at, int length) throws IOException {
        byte[] bytes = new byte[length];
        file.seek(at);
        file.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
