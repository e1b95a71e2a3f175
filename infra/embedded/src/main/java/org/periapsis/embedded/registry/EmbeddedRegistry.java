package org.periapsis.embedded.registry;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import org.periapsis.embedded.LoopbackPort;
import org.periapsis.embedded.PrivateFiles;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.http.Listener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A schema registry on loopback that answers Confluent's REST calls for Avro: subjects, versions, ids, compatibility.
 * Ids outlive restarts and kills. Schemas are never removed: records in the log need them for ever.
 */
public final class EmbeddedRegistry {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRegistry.class);

    private final Vertx vertx;
    private final Listener server;
    private final ChangeLog log;

    private EmbeddedRegistry(Vertx vertx, Listener server, ChangeLog log) {
        this.vertx = vertx;
        this.server = server;
        this.log = log;
    }

    /** Reads what was registered before and listens; fails if the port is taken or the directory is in use. */
    public static Future<EmbeddedRegistry> start(Vertx vertx, RegistrySettings settings) {
        long begin = System.nanoTime();
        return vertx.executeBlocking(() -> open(settings))
                .compose(log -> listen(vertx, settings, log)
                        .recover(e -> close(vertx, log).compose(closed -> Future.failedFuture(e))))
                .onSuccess(registry -> LOG.info(
                        "part=registry state=started port={} ms={}",
                        registry.port(),
                        (System.nanoTime() - begin) / 1_000_000));
    }

    private static ChangeLog open(RegistrySettings settings) throws IOException {
        return ChangeLog.open(PrivateFiles.directory(settings.directory()).resolve("schemas.log"));
    }

    private static Future<EmbeddedRegistry> listen(Vertx vertx, RegistrySettings settings, ChangeLog log) {
        int port = LoopbackPort.free("the schema registry", settings.port());
        RegistryRoutes routes =
                new RegistryRoutes(vertx, new SchemaRegistry(log), new WriterAccess(settings.writers()));
        return Listener.open(vertx, new HttpConfig(LoopbackPort.HOST, port, "", ""), routes.router())
                .map(server -> new EmbeddedRegistry(vertx, server, log));
    }

    private static Future<Void> close(Vertx vertx, ChangeLog log) {
        return vertx.executeBlocking(() -> {
            log.close();
            return null;
        });
    }

    /** The address for registry clients. */
    public URI url() {
        return URI.create("http://" + LoopbackPort.HOST + ":" + port());
    }

    public int port() {
        return server.actualPort();
    }

    /** Stops answering, then closes the log. */
    public Future<Void> stop() {
        return server.close()
                .eventually(() -> close(vertx, log))
                .onSuccess(closed -> LOG.info("part=registry state=stopped"));
    }
}
