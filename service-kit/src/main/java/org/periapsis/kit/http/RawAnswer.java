package org.periapsis.kit.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** An answer to a peer that has sent no request, or not all of one; then the connection is closed. On its event loop. */
final class RawAnswer {
    private static final int LINGER_SECONDS = 1;

    private RawAnswer() {}

    static void send(Channel channel, Problem problem) {
        last(channel, bytes(problem));
    }

    /** Sends bytes past every codec, and closes. */
    @SuppressWarnings("FutureReturnValueIgnored") // it is closed, whatever becomes of the bytes
    static void last(Channel channel, ByteBuf bytes) {
        // What still comes is thrown away for a moment: to close on unread bytes would take the answer back.
        Deaf deaf = new Deaf();
        channel.pipeline().addFirst(deaf);
        channel.config().setAutoRead(true);
        channel.pipeline().context(deaf).writeAndFlush(bytes).addListener(sent -> {
            if (channel instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
            }
        });
        channel.eventLoop().schedule((Runnable) channel::close, LINGER_SECONDS, TimeUnit.SECONDS);
    }

    private static ByteBuf bytes(Problem problem) {
        String body = ProblemHandler.json(problem, "").encode();
        String head = "HTTP/1.1 " + HttpResponseStatus.valueOf(problem.status()) + "\r\n"
                + "Content-Type: application/problem+json\r\n"
                + "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n"
                + (problem.status() == 400 ? "" : "Retry-After: " + ProblemHandler.retryAfter(problem) + "\r\n")
                + "Connection: close\r\n\r\n";
        return Unpooled.copiedBuffer(head + body, StandardCharsets.UTF_8);
    }

    /** Hears nothing any more. */
    private static final class Deaf extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }
    }
}
