package org.periapsis.kit.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A plain connection: what is sent and heard is seen byte by byte. */
final class Wire implements AutoCloseable {
    private static final int PATIENCE_MS = 20_000;

    private final Socket socket;

    Wire(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MS);
    }

    private Wire(Socket socket) {
        this.socket = socket;
    }

    /** A connection of which the kernel holds little: who does not read it is soon not sent to. */
    static Wire narrow(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(64 * 1024);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(PATIENCE_MS);
        return new Wire(socket);
    }

    Wire send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** @return what comes until the other side closes */
    String all() throws IOException {
        return bytes(Integer.MAX_VALUE);
    }

    /** @return what comes until this text is part of it */
    String until(String text) throws IOException {
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        while (!heard.toString(StandardCharsets.ISO_8859_1).contains(text)) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed after " + heard.toString(StandardCharsets.ISO_8859_1));
            }
            heard.write(next);
        }
        return heard.toString(StandardCharsets.ISO_8859_1);
    }

    /** @return how many bytes come until the other side closes */
    long count() throws IOException {
        byte[] some = new byte[1 << 16];
        long all = 0;
        try {
            for (int read = socket.getInputStream().read(some);
                    read >= 0;
                    read = socket.getInputStream().read(some)) {
                all += read;
            }
        } catch (SocketException reset) {
            return all;
        }
        return all;
    }

    private String bytes(int most) throws IOException {
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        try {
            for (int next = in.read(); next >= 0 && heard.size() < most; next = in.read()) {
                heard.write(next);
            }
        } catch (SocketException reset) {
            heard.writeBytes("<reset>".getBytes(StandardCharsets.ISO_8859_1));
        }
        return heard.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
