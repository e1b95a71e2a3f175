package org.periapsis.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A way to a part on loopback that can be pulled out and put in again: for tests of what services do while a part is away. */
public final class Cable implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Cable.class);

    private final int target;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private ServerSocket server;

    private Cable(int target, ServerSocket server) {
        this.target = target;
        this.server = server;
        this.port = server.getLocalPort();
    }

    /** @return one that is put in */
    public static Cable to(int port) throws IOException {
        Cable cable = new Cable(port, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        cable.carry(cable.server);
        return cable;
    }

    /** Where the part is reached through it. */
    public int port() {
        return port;
    }

    /** Breaks off every connection; new ones are refused. */
    public synchronized void pull() throws IOException {
        server.close();
        for (Socket socket : open) {
            if (!socket.isClosed()) {
                socket.setSoLinger(true, 0);
                socket.close();
            }
        }
        open.clear();
    }

    public synchronized void plug() throws IOException {
        server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        carry(server);
    }

    @Override
    public void close() throws IOException {
        pull();
    }

    private void carry(ServerSocket listening) {
        thread("accept", () -> {
            while (!listening.isClosed()) {
                join(listening.accept());
            }
        });
    }

    private void join(Socket near) throws IOException {
        Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(near);
        open.add(far);
        copy(near, far);
        copy(far, near);
    }

    private void copy(Socket from, Socket to) {
        thread("carry", () -> {
            try (from;
                    to;
                    InputStream in = from.getInputStream();
                    OutputStream out = to.getOutputStream()) {
                in.transferTo(out);
            } finally {
                open.remove(from);
                open.remove(to);
            }
        });
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private void thread(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException pulled) {
                        LOG.debug("event=cable-pulled port={} cause={}", port, pulled.toString());
                    }
                },
                "cable-" + port + "-" + name);
        thread.setDaemon(true);
        thread.start();
    }
}
