package org.periapsis.kit.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes no more connections from the kernel than the process has descriptors for, however busy the loops are that are to look at
 * them: those that are refused, and those that nobody has looked at yet, count too. What is more waits with the kernel.
 */
@ChannelHandler.Sharable
final class Accepts extends ChannelInboundHandlerAdapter {
    private static final int LEAST = 64;

    private final int most;
    private final AtomicInteger open = new AtomicInteger();

    /** @param connections that are served at once; some more are taken to be told that these are all */
    Accepts(int connections) {
        this.most = connections + Math.max(LEAST, connections / 4);
    }

    /** From the first connection on, which brings the server's end with it. */
    void watch(Channel connection) {
        Channel server = connection.parent();
        ChannelPipeline pipeline = server.pipeline();
        synchronized (this) {
            if (pipeline.get(Accepts.class) == null) {
                pipeline.addFirst(this);
                open.incrementAndGet();
                connection.closeFuture().addListener(closed -> left(server));
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof Channel connection) {
            Channel server = context.channel();
            if (open.incrementAndGet() >= most) {
                server.config().setAutoRead(false);
            }
            connection.closeFuture().addListener(closed -> left(server));
        }
        context.fireChannelRead(message);
    }

    private void left(Channel server) {
        if (open.decrementAndGet() < most) {
            server.config().setAutoRead(true);
        }
    }
}
