package org.periapsis.embedded.s3;

import io.vertx.core.json.JsonObject;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every answered request as one JSON line in a file, the latest ones in memory too. */
final class AccessLog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final int KEPT = 20_000;
    private static final long FILE_LIMIT_BYTES = 64L << 20;

    private final Deque<Access> latest = new ArrayDeque<>();
    private final List<Consumer<Access>> listeners = new CopyOnWriteArrayList<>();
    private final BufferedWriter file;

    AccessLog(Path path) throws IOException {
        if (Files.exists(path) && Files.size(path) > FILE_LIMIT_BYTES) {
            Files.move(path, path.resolveSibling(path.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        file = Files.newBufferedWriter(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    void record(Access access) {
        synchronized (this) {
            if (latest.size() == KEPT) {
                latest.removeFirst();
            }
            latest.addLast(access);
            append(access);
        }
        listeners.forEach(listener -> listener.accept(access));
    }

    /** A request that was answered cannot be refused any more because its log line cannot be written. */
    private void append(Access access) {
        try {
            file.write(line(access));
            file.write('\n');
            file.flush();
        } catch (IOException e) {
            LOG.error("part=object-store access_log=unwritable access={}", access, e);
        }
    }

    private static String line(Access access) {
        return new JsonObject()
                .put("time", access.time().toString())
                .put("identity", access.identity())
                .put("method", access.method())
                .put("bucket", access.bucket())
                .put("key", access.key())
                .put("status", access.status())
                .put("bytes_sent", access.bytesSent())
                .put("bytes_received", access.bytesReceived())
                .encode();
    }

    synchronized List<Access> latest() {
        return new ArrayList<>(latest);
    }

    void listen(Consumer<Access> listener) {
        listeners.add(listener);
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
