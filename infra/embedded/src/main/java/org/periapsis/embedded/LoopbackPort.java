package org.periapsis.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Chooses and checks TCP ports on the loopback interface before a part is started on them. */
public final class LoopbackPort {

    /** The address that every embedded part listens on. */
    public static final String HOST = "127.0.0.1";

    private LoopbackPort() {}

    /**
     * A port that can be listened on now.
     *
     * @param part what will listen there, for the message
     * @param wanted the port to check, or 0 for any free one
     * @throws IllegalStateException if {@code wanted} is taken
     */
    public static int free(String part, int wanted) {
        try (ServerSocket probe = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (java.net.BindException taken) {
            throw new IllegalStateException("port " + wanted + " for " + part + " is taken by another process", taken);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + HOST + " for " + part, e);
        }
    }

    /** Any free port but one that is chosen and not yet listened on: the system may give the same again. */
    public static int freeBut(String part, int chosen) {
        int port = free(part, 0);
        return port == chosen ? freeBut(part, chosen) : port;
    }
}
