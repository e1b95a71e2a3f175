package org.periapsis.kit.postgres;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.internal.SqlConnectionInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection whose server was asked and says nothing: what waits on it then fails. The client's own idle timeout says
 * goodbye and waits for the server to close, which one that is frozen does not.
 */
final class SilentServer extends ChannelDuplexHandler {
    /** ReadyForQuery, the last message of every answer: a type, its length, and one byte of the transaction's state. */
    private static final int READY_BYTES = 6;

    private final long nanos;
    private boolean asked;
    private long heard;
    private ScheduledFuture<?> look;

    private SilentServer(Duration bound) {
        this.nanos = bound.toNanos();
    }

    /** @param bound longer than the longest statement */
    static void watch(SqlConnection connection, Duration bound) {
        ((SocketConnectionBase) ((SqlConnectionInternal) connection).unwrap().unwrap())
                .socket()
                .channelHandlerContext()
                .pipeline()
                .addFirst("silent-server", new SilentServer(bound));
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (!asked) {
            asked = true;
            heard = System.nanoTime();
            if (look == null) {
                look(context, nanos);
            }
        }
        super.write(context, message, promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        heard = System.nanoTime();
        asked = !(message instanceof ByteBuf bytes && ready(bytes));
        context.fireChannelRead(message);
    }

    private static boolean ready(ByteBuf bytes) {
        int last = bytes.writerIndex() - READY_BYTES;
        return last >= bytes.readerIndex() && bytes.getByte(last) == 'Z' && bytes.getInt(last + 1) == READY_BYTES - 1;
    }

    private void look(ChannelHandlerContext context, long after) {
        look = context.executor()
                .schedule(
                        () -> {
                            look = null;
                            long left = nanos - (System.nanoTime() - heard);
                            if (asked && left <= 0) {
                                context.channel().unsafe().close(context.voidPromise());
                            } else if (asked) {
                                look(context, left);
                            }
                        },
                        after,
                        TimeUnit.NANOSECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (look != null) {
            look.cancel(false);
        }
    }
}
