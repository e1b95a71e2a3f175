package org.periapsis.kit.service;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.nio.file.Files;
import java.nio.file.Path;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.http.Listener;
import org.periapsis.kit.observe.Observer;

/** A service as a process, with an upload, a stream of events, a WebSocket and a log that is followed. */
public final class DrainedService {
    private DrainedService() {}

    public static void main(String[] arguments) {
        ServiceMain.run("drained", arguments, settings -> {
            HttpConfig http = HttpConfig.of(settings);
            Path ports = Path.of(settings.text("test.port"));
            settings.done();
            return vertx -> start(vertx, http, ports);
        });
    }

    private static Future<Running> start(Vertx vertx, HttpConfig http, Path ports) {
        OrderedShutdown shutdown = new OrderedShutdown("drained");
        Observer observer = new Observer("drained", "");
        Router router = Router.router(vertx);
        router.get("/ready").handler(context -> context.response()
                .setStatusCode(observer.ready() ? 200 : 503)
                .end("ready " + observer.ready()));
        router.post("/upload").handler(context -> {
            long[] size = {0};
            context.request().handler(bytes -> size[0] += bytes.length());
            context.request()
                    .endHandler(end -> context.response().setStatusCode(201).end("took " + size[0]));
        });
        router.get("/events").handler(context -> {
            context.response().putHeader("Content-Type", "text/event-stream").setChunked(true);
            context.response().write("data: first\n\n");
        });
        router.get("/log").handler(context -> {
            context.response().putHeader("X-Accel-Buffering", "no").setChunked(true);
            context.response().write("line\n");
        });
        router.get("/socket").handler(context -> {
            context.response().setStatusCode(101).putHeader("Upgrade", "websocket");
            context.request()
                    .toNetSocket()
                    .onSuccess(socket -> socket.write(Buffer.buffer(new byte[] {(byte) 0x81, 2, 'y', 'o'})));
        });
        return Listener.open(vertx, http, router)
                .compose(listening -> vertx.executeBlocking(() -> {
                    shutdown.add("http", () -> listening.drain(observer));
                    Path next = ports.resolveSibling("next");
                    Files.writeString(next, String.valueOf(listening.actualPort()));
                    return Files.move(next, ports);
                }))
                .map(written -> new Running(shutdown::close, observer));
    }
}
