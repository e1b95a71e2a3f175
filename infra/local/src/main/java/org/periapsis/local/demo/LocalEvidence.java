package org.periapsis.local.demo;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.periapsis.local.stack.StackDirectory;

/** What this machine shows of a stack in a directory. */
public final class LocalEvidence implements Demo.Evidence {
    private static final String AGENT = "agent-";
    private static final String PRODUCTS = "-products";

    private final StackDirectory directory;

    public LocalEvidence(StackDirectory directory) {
        this.directory = directory;
    }

    @Override
    public long remoteBytes() throws IOException {
        try (Stream<String> lines = Files.lines(directory.objects().resolve("access.log"))) {
            return lines.map(JsonObject::new)
                    .filter(LocalEvidence::remote)
                    .mapToLong(access -> access.getLong("bytes_sent"))
                    .sum();
        }
    }

    /** An agent's successful read of another site's product bucket. */
    private static boolean remote(JsonObject access) {
        String identity = access.getString("identity");
        String bucket = access.getString("bucket");
        return "GET".equals(access.getString("method"))
                && access.getInteger("status") < 300
                && !access.getString("key").isEmpty()
                && identity.startsWith(AGENT)
                && bucket.endsWith(PRODUCTS)
                && !bucket.equals(identity.substring(AGENT.length()) + PRODUCTS);
    }

    @Override
    public int orphans() {
        String sites = directory.root().resolve("sites").toString();
        return Math.toIntExact(ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> mentions(process.pid(), sites))
                .count());
    }

    /** Programs of runs, and their supervisors, carry their directory in the command line or the environment. */
    private static boolean mentions(long pid, String text) {
        return Stream.of("cmdline", "environ").anyMatch(name -> {
            try {
                Path file = Path.of("/proc", Long.toString(pid), name);
                return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
            } catch (IOException goneOrForeign) {
                return false;
            }
        });
    }
}
