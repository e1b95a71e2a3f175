package org.periapsis.ingest.domain.intake;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import org.periapsis.events.ProductFile;
import org.periapsis.events.StoredObject;
import org.periapsis.events.door.Numbers;

/**
 * A product's bytes.
 *
 * @param files sorted by name
 * @param objects where they are stored at this site; empty if they are elsewhere
 * @param manifestSha256 of a single file its own; of several as ProductIngested defines it
 */
public record Content(List<ProductFile> files, List<StoredObject> objects, String manifestSha256, long size) {
    /** Of a file in an event, apart from its name, which is also in its key. */
    private static final long A_FILE = 256;

    private static final long MOST_BYTES = 900_000;

    public Content {
        files = files.stream()
                .sorted(Comparator.comparing(ProductFile::getName))
                .toList();
        objects = List.copyOf(objects);
        if (files.isEmpty()) {
            throw new IllegalArgumentException("a product has a file");
        }
    }

    /** @throws org.periapsis.events.door.FlawedException when the files are together more than a product can be */
    public static Content of(List<ProductFile> files, List<StoredObject> objects) {
        List<ProductFile> sorted = files.stream()
                .sorted(Comparator.comparing(ProductFile::getName))
                .toList();
        long size = Numbers.size("size", Numbers.sum(sorted.stream().mapToLong(ProductFile::getSize)));
        return new Content(sorted, objects, manifest(sorted), size);
    }

    /** Whether ProductIngested and ReplicaAdded can name all of the files: the log takes 1 MiB, in which more is said than this. */
    boolean fitsAnEvent() {
        long bytes = 0;
        for (ProductFile file : files) {
            bytes += A_FILE + 2L * file.getName().getBytes(StandardCharsets.UTF_8).length;
        }
        return bytes <= MOST_BYTES;
    }

    private static String manifest(List<ProductFile> sorted) {
        if (sorted.size() == 1) {
            return sorted.get(0).getSha256();
        }
        StringBuilder lines = new StringBuilder();
        sorted.forEach(f ->
                lines.append(f.getSha256()).append("  ").append(f.getName()).append('\n'));
        return Sha256.of(lines.toString());
    }
}
