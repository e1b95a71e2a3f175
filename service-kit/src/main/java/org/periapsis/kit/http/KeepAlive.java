package org.periapsis.kit.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.SocketOption;
import jdk.net.ExtendedSocketOptions;

/**
 * Finds peers that are gone without a word: the kernel asks after two minutes of silence and closes the connection within
 * another. Connections that are only quiet stay, whatever protocol they have been switched to.
 */
final class KeepAlive {
    private static final int QUIET_SECONDS = 120;
    private static final int BETWEEN_SECONDS = 15;
    private static final int ASKED = 4;

    private KeepAlive() {}

    static void on(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            Channel channel = base.channel();
            channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
            set(channel, ExtendedSocketOptions.TCP_KEEPIDLE, QUIET_SECONDS);
            set(channel, ExtendedSocketOptions.TCP_KEEPINTERVAL, BETWEEN_SECONDS);
            set(channel, ExtendedSocketOptions.TCP_KEEPCOUNT, ASKED);
        }
    }

    /** A system that lacks the option keeps its own times. */
    private static void set(Channel channel, SocketOption<Integer> option, int value) {
        channel.config().setOption(NioChannelOption.of(option), value);
    }
}
