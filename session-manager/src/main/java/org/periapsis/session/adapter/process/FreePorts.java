package org.periapsis.session.adapter.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/** Loopback ports for programs. Two programs that start at the same time get different ones. */
final class FreePorts {

    private final Set<Integer> taken = new HashSet<>();

    synchronized int take() throws IOException {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (taken.add(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            }
        }
    }

    synchronized void hold(int port) {
        taken.add(port);
    }

    synchronized void release(int port) {
        taken.remove(port);
    }
}
