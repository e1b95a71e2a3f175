package org.periapsis.embedded.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.periapsis.embedded.PrivateFiles;

/** A broker's directory: formatted once, with a cluster id that outlives every restart. */
final class BrokerStorage {

    static final String NODE_ID = "1";

    private final Path directory;

    BrokerStorage(Path directory) {
        this.directory = directory;
    }

    /** The log directory, ready for a broker. */
    Path prepare() throws IOException {
        PrivateFiles.directory(directory);
        Path log = directory.resolve("log");
        // Written last by the formatter: without it an earlier attempt did not finish, and is repeated.
        if (!Files.exists(log.resolve("meta.properties"))) {
            format(PrivateFiles.directory(log));
        }
        return log;
    }

    private void format(Path log) throws IOException {
        try (PrintStream quiet = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(quiet)
                    .setNodeId(Integer.parseInt(NODE_ID))
                    .setClusterId(clusterId())
                    .setControllerListenerName("CONTROLLER")
                    .addDirectory(log.toString())
                    .setMetadataLogDirectory(log.toString())
                    .run();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("cannot format " + log, e);
        }
    }

    private String clusterId() throws IOException {
        Path file = directory.resolve("cluster.id");
        if (!Files.exists(file)) {
            PrivateFiles.write(file, Uuid.randomUuid().toString());
        }
        return Files.readString(file).strip();
    }
}
