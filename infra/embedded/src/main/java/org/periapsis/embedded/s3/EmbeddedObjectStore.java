package org.periapsis.embedded.s3;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.gaul.s3proxy.AccessGrant;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.periapsis.embedded.LoopbackPort;
import org.periapsis.embedded.PrivateFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real S3 endpoint (S3Proxy over a directory) on loopback. Every request is signed (Signature Version 4) and checked
 * against its identity's rights on the bucket; every answer is logged with its bytes.
 */
public final class EmbeddedObjectStore implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedObjectStore.class);
    private static final int THREADS = 48;
    private static final int IDLE_THREADS = 4;
    private static final long STOP_MILLIS = 10_000;
    private static final long STOP_IDLE_MILLIS = 200;

    private final Server server;
    private final int port;
    private final AccessLog log;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedObjectStore(Server server, int port, AccessLog log) {
        this.server = server;
        this.port = port;
        this.log = log;
    }

    /**
     * Makes missing buckets, starts the endpoint and returns when it answers.
     *
     * @throws IllegalStateException if the port is taken or the endpoint does not come up
     */
    public static EmbeddedObjectStore start(ObjectStoreSettings settings) throws IOException {
        long begin = System.nanoTime();
        int port = LoopbackPort.free("S3", settings.port());
        Path root = PrivateFiles.directory(
                PrivateFiles.directory(settings.directory()).resolve("buckets"));
        for (String bucket : settings.buckets()) {
            Files.createDirectories(root.resolve(bucket));
        }
        requireMetadata(root);
        AccessLog log = new AccessLog(settings.directory().resolve("access.log"));
        Server server = server(port, requests(root, settings.identities()), log);
        try {
            server.start();
        } catch (Exception e) {
            log.close();
            throw new IllegalStateException("the object store did not start on port " + port, e);
        }
        LOG.info("part=object-store state=started port={} ms={}", port, (System.nanoTime() - begin) / 1_000_000);
        return new EmbeddedObjectStore(server, port, log);
    }

    /** Metadata and checksums are kept as extended attributes; without them they would be lost in silence. */
    private static void requireMetadata(Path root) throws IOException {
        Path probe = Files.createTempFile(root, "probe", "");
        try {
            Files.setAttribute(probe, "user:periapsis", new byte[] {1});
        } catch (IOException | UnsupportedOperationException e) {
            throw new IllegalStateException(
                    "the file system of " + root + " keeps no extended attributes, which S3 metadata needs", e);
        } finally {
            Files.delete(probe);
        }
    }

    private static S3Requests requests(Path root, List<S3Identity> identities) {
        BlobStore store = new FilesystemNio2BlobStore(root.toString());
        Map<String, AccessGrant> grants = identities.stream()
                .collect(Collectors.toUnmodifiableMap(
                        S3Identity::name,
                        identity -> new AccessGrant(identity.secret(), GuardedBlobStore.of(store, identity.rights()))));
        return new S3Requests(
                GuardedBlobStore.of(store, Map.of()),
                (identity, bucket, key) -> identity == null ? null : grants.get(identity));
    }

    private static Server server(int port, S3Requests requests, AccessLog log) {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, IDLE_THREADS);
        threads.setName("s3");
        Server server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        // Keys hold characters that a stricter reading of a URI refuses.
        http.setHttpCompliance(HttpCompliance.LEGACY);
        http.setUriCompliance(UriCompliance.LEGACY);
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(LoopbackPort.HOST);
        connector.setPort(port);
        // Clients keep idle connections open; they must not hold up a stop.
        connector.setShutdownIdleTimeout(STOP_IDLE_MILLIS);
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(new ServletHolder(new S3Servlet(requests)), "/*");
        server.setHandler(new GracefulHandler(context));
        server.setRequestLog(new AccessRecorder(log));
        server.setStopTimeout(STOP_MILLIS);
        return server;
    }

    /** The address for S3 clients, path-style. */
    public URI endpoint() {
        return URI.create("http://" + LoopbackPort.HOST + ":" + port);
    }

    public int port() {
        return port;
    }

    /**
     * The latest requests, oldest first, at most 20,000. A request is there once its answer is complete, which can be
     * a moment after the client has it.
     */
    public List<Access> accesses() {
        return log.latest();
    }

    /** Calls back for each request from now on, on the thread that answered it; must return quickly. */
    public void onAccess(Consumer<Access> listener) {
        log.listen(listener);
    }

    /** Finishes requests in flight, at most 10 s, then closes. */
    @Override
    public void close() throws IOException {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        long begin = System.nanoTime();
        try (log) {
            server.stop();
            LOG.info("part=object-store state=stopped ms={}", (System.nanoTime() - begin) / 1_000_000);
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("the object store did not stop cleanly", e);
        }
    }
}
