package org.periapsis.local;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Ends TLS before a portal, as an operator's proxy does, with a certificate for the portal and all sessions. */
final class TlsFront implements AutoCloseable {
    private static final String SECRET = "of-no-worth";

    private final Vertx vertx = Vertx.vertx();
    private final NetServer server;

    /** @param behind port of the portal on loopback */
    TlsFront(Path directory, String portal, String sessions, int behind) throws Exception {
        Path keys = certificate(directory, portal, sessions);
        NetClient client = vertx.createNetClient();
        server = get(vertx.createNetServer(new NetServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(0)
                        .setSsl(true)
                        .setKeyCertOptions(
                                new PfxOptions().setPath(keys.toString()).setPassword(SECRET)))
                .connectHandler(person -> {
                    person.pause();
                    client.connect(behind, "127.0.0.1")
                            .onFailure(failure -> person.close())
                            .onSuccess(portalSide -> join(person, portalSide));
                })
                .listen());
    }

    private static void join(NetSocket person, NetSocket portal) {
        portal.pause();
        person.pipeTo(portal).onComplete(end -> portal.close());
        portal.pipeTo(person).onComplete(end -> person.close());
    }

    private static Path certificate(Path directory, String portal, String sessions)
            throws IOException, InterruptedException {
        Path keys = directory.resolve("front.p12");
        Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process made = new ProcessBuilder(
                        tool.toString(),
                        "-genkeypair",
                        "-alias",
                        "front",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=" + portal,
                        "-ext",
                        "SAN=dns:" + portal + ",dns:*." + sessions,
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        SECRET)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        if (!made.waitFor(1, TimeUnit.MINUTES) || made.exitValue() != 0) {
            throw new IOException("keytool made no certificate");
        }
        return keys;
    }

    int port() {
        return server.actualPort();
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    @Override
    public void close() {
        get(vertx.close());
    }
}
