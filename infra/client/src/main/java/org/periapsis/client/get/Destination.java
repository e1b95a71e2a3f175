package org.periapsis.client.get;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.periapsis.client.get.Download.FileEntry;

/**
 * Where a product's file goes. It keeps its name; where another product's file of that name is already, the product's id
 * tells the two apart, so that a repetition finds both again.
 */
final class Destination {
    private final Path directory;

    Destination(Path directory) {
        this.directory = directory;
    }

    /** @param there whether the file is there already, checksum and all */
    record Spot(Path path, boolean there) {}

    Spot of(String product, FileEntry file) throws IOException {
        String name = plain(file.name());
        Path path = directory.resolve(name);
        if (!Files.exists(path)) {
            return new Spot(path, false);
        }
        if (holds(path, file)) {
            return new Spot(path, true);
        }
        Path own = directory.resolve(withMark(name, product));
        return new Spot(own, Files.exists(own) && holds(own, file));
    }

    private static boolean holds(Path path, FileEntry file) throws IOException {
        if (!Files.isRegularFile(path) || Files.size(path) != file.size()) {
            return false;
        }
        MessageDigest digest = Download.sha256();
        Download.digestOf(path, digest);
        return HexFormat.of().formatHex(digest.digest()).equals(file.sha256());
    }

    /** A server's name for a file must not lead out of the directory. */
    static String plain(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
                .replaceAll("\\p{Cntrl}", "_");
        return last.isBlank() || last.startsWith(".") ? "product-" + last.replaceFirst("^\\.+", "") : last;
    }

    static String withMark(String name, String product) {
        byte[] hash = Download.sha256().digest(product.getBytes(StandardCharsets.UTF_8));
        String mark = "-" + HexFormat.of().formatHex(hash).substring(0, 8);
        int dot = name.indexOf('.', 1);
        return dot < 0 ? name + mark : name.substring(0, dot) + mark + name.substring(dot);
    }
}
