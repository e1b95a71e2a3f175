package org.periapsis.session.adapter.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.zip.CRC32;

/**
 * The directory of the Unix sockets into runs, and of the one by which they get out. Runs do not see it; their relays see
 * nothing else, and can enter but not change it.
 *
 * @param directory of this runtime alone
 * @param relay the relays' uid and group
 */
record Doors(Path directory, int relay) {

    /** A socket's address has room for 107 bytes (unix(7)). */
    private static final int LONGEST = 107;

    private static final int NAME = 33;

    /** Within the runtime's directory, or, when that has too long a name for sockets, at a place derived from it. */
    static Doors of(Path root, int relay) {
        Path near = root.resolve("doors");
        Path directory = near;
        if (bytes(near) + NAME > LONGEST) {
            CRC32 hash = new CRC32();
            hash.update(root.toString().getBytes(StandardCharsets.UTF_8));
            directory = Path.of("/run", "periapsis-" + Long.toHexString(hash.getValue()));
        }
        return new Doors(directory, relay);
    }

    private static int bytes(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    /** Makes it; only root can, and only root needs it. */
    void make() throws IOException {
        Access.directory(directory, "rwx--x---");
        if (Files.isSymbolicLink(directory)) {
            throw new IOException("A link is where the sockets of runs should be: " + directory);
        }
        Files.setAttribute(directory, "unix:uid", 0, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(directory, "unix:gid", relay, LinkOption.NOFOLLOW_LINKS);
    }

    /** Where a run is entered. */
    Path door(String name) {
        return directory.resolve(name);
    }

    /** Where relays bring what wants to get out. */
    Path wayOut() {
        return directory.resolve("egress");
    }
}
