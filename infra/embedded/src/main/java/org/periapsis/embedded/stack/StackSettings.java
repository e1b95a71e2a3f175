package org.periapsis.embedded.stack;

import java.nio.file.Path;
import java.util.List;

/**
 * What an embedded stack is started with.
 *
 * @param directory where everything lives; only one running stack at a time
 * @param binaries where PostgreSQL's programs are unpacked, shared by any number of stacks
 * @param sites short site ids, such as {@code esac}
 * @param ports loopback ports
 * @param durable whether a database commit waits for the disk; false only for tests
 */
public record StackSettings(Path directory, Path binaries, List<String> sites, Ports ports, boolean durable) {

    /** Loopback ports; 0 for any free one. */
    public record Ports(int kafka, int postgres, int s3, int registry) {
        public static final Ports ANY = new Ports(0, 0, 0, 0);
    }

    public StackSettings {
        sites = List.copyOf(sites);
        for (String site : sites) {
            if (!site.matches("[a-z][a-z0-9]{0,15}")) {
                throw new IllegalArgumentException("a site id is up to 16 lower-case letters and digits: " + site);
            }
        }
    }

    /** For a test: any ports, no waiting for the disk, programs shared with other tests of this user. */
    public static StackSettings forTest(Path directory, String... sites) {
        Path cache = Path.of(System.getProperty("user.home"), ".cache", "periapsis");
        return new StackSettings(directory, cache, List.of(sites), Ports.ANY, false);
    }
}
