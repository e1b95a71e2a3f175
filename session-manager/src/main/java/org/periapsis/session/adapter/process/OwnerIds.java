package org.periapsis.session.adapter.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A number for each owner, kept in a file: the uid of the owner's runs and the name of the owner's home. Numbers are never
 * given twice, so that nobody inherits another's files. Each agent's directory has a range of its own, far above the uids
 * that a system gives to people and services.
 */
final class OwnerIds {

    private static final int FIRST = 1_000_000_000;
    private static final int RANGE = 65_536;
    private static final int RANGES = 16_384;

    private final Path file;
    private final int base;
    private final List<String> owners;

    OwnerIds(Path file) throws IOException {
        this.file = file;
        CRC32 hash = new CRC32();
        hash.update(file.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8));
        this.base = FIRST + (int) (hash.getValue() % RANGES) * RANGE;
        this.owners = Files.exists(file) ? new ArrayList<>(Files.readAllLines(file)) : new ArrayList<>();
    }

    /** The owner's number; a new one is on disk before it is used. */
    synchronized int idOf(String owner) throws IOException {
        String line = owner.replaceAll("[\\r\\n]", " ");
        int index = owners.indexOf(line);
        if (index < 0) {
            if (owners.size() == RANGE) {
                throw new IOException("No uid is left for another owner in " + file);
            }
            owners.add(line);
            Access.file(file, String.join("\n", owners) + "\n", "rw-------");
            index = owners.size() - 1;
        }
        return base + index;
    }
}
