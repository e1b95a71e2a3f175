package org.periapsis.kit.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Asks the peer of a WebSocket, whose bytes only pass here, whether it is there: a ping between two of the frames that it is sent,
 * as often as nothing went one way or the other for a while. Who answers none of {@link #UNANSWERED}, and takes nothing of what
 * is being sent, is gone, and the connection is closed. The answer passes on: a pong that was not asked for is of no meaning
 * (RFC 6455, 5.5.3). Nothing is held against a peer that is not being read. On one event loop.
 */
public final class Pulse extends ChannelDuplexHandler {
    /** Without an answer, the next look finds the peer dead. */
    public static final int UNANSWERED = 2;

    private static final byte[] TO_CLIENT = {(byte) 0x89, 0};
    /** Masked, as all that a client sends; there is nothing that a key could change. */
    private static final byte[] TO_SERVER = {(byte) 0x89, (byte) 0x80, 0, 0, 0, 0};

    private final byte[] ping;
    private final long every;
    private final FrameEdges sent = new FrameEdges();
    private ScheduledFuture<?> task;
    private boolean heard;
    private boolean said;
    private int asked;
    private long unsentBefore;

    private Pulse(byte[] ping, Duration every) {
        this.ping = ping;
        this.every = every.toNanos();
    }

    /** Of the client of a connection that becomes a WebSocket with what is written next. */
    static void ofClient(ChannelPipeline pipeline, String before, Duration every) {
        pipeline.addBefore(before, "pulse", new Pulse(TO_CLIENT, every));
    }

    /**
     * Of the server of a WebSocket that has just been opened.
     *
     * @param answer its 101, before anything is sent
     */
    public static void ofServer(HttpClientResponse answer, Duration every) {
        Listener.channel(answer.request().connection())
                .pipeline()
                .addBefore("handler", "pulse", new Pulse(TO_SERVER, every));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        task = context.executor().scheduleAtFixedRate(() -> look(context), every, every, TimeUnit.NANOSECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        task.cancel(false);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        task.cancel(false);
        context.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        heard = true;
        context.fireChannelRead(message);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the promise carries it
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes) {
            said = true;
            sent.passed(bytes);
        }
        context.write(message, promise);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what cannot be sent is not answered
    private void look(ChannelHandlerContext context) {
        if (heard || !context.channel().config().isAutoRead()) {
            asked = 0;
        } else if (asked >= UNANSWERED) {
            context.close();
            return;
        }
        long unsent = context.channel().isWritable() ? 0 : context.channel().bytesBeforeWritable();
        if (unsent > 0) {
            // It would come behind all of this.
            asked += unsent == unsentBefore ? 1 : 0;
        } else if ((!heard || !said) && sent.between()) {
            asked++;
            context.writeAndFlush(Unpooled.wrappedBuffer(ping));
        }
        unsentBefore = unsent;
        heard = false;
        said = false;
    }
}
