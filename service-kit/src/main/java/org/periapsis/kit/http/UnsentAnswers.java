package org.periapsis.kit.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.periapsis.kit.config.HttpLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes of answers that wait in memory for their readers, of the whole process. When there are too many, who has not taken
 * theirs for longest is cut: many who read slowly take nobody else's memory. Thread-safe.
 */
final class UnsentAnswers implements Shareable {
    private static final Logger LOG = LoggerFactory.getLogger(UnsentAnswers.class);
    private static final String KEY = "periapsis.unsent";
    private static final int PART_OF_HEAP = 8;
    private static final long LEAST = 32L << 20;
    /** What is smaller is bounded by its connections. */
    private static final int LARGE = 16 * 1024;

    private final long total;
    /** The oldest first. */
    private final Map<Object, Held> held = new LinkedHashMap<>();

    private long all;

    private record Held(ChannelHandlerContext at, long bytes) {}

    UnsentAnswers(long total) {
        this.total = total;
    }

    static UnsentAnswers of(Vertx vertx, HttpLimits limits) {
        return ProcessBudget.of(vertx, KEY, limits.unsentBytes(), PART_OF_HEAP, LEAST, UnsentAnswers::new);
    }

    /** Counts what this connection has unsent, as it goes to the socket. */
    void watch(Channel channel) {
        channel.pipeline().addFirst("unsent-answers", new Watch());
    }

    private synchronized List<Held> add(Object write, Held one) {
        held.put(write, one);
        all += one.bytes();
        List<Held> cut = new ArrayList<>();
        while (all > total) {
            Object oldest = held.keySet().iterator().next();
            cut.add(remove(oldest));
        }
        return cut;
    }

    private synchronized Held remove(Object write) {
        Held gone = held.remove(write);
        if (gone != null) {
            all -= gone.bytes();
        }
        return gone;
    }

    /** From here, below what would first send all that there is. */
    private static void cut(ChannelHandlerContext at) {
        at.executor().execute(() -> at.channel().unsafe().close(at.voidPromise()));
    }

    private final class Watch extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
            ChannelPromise told = promise;
            if (message instanceof ByteBuf bytes && bytes.readableBytes() >= LARGE) {
                Object write = new Object();
                told = promise.unvoid();
                told.addListener(sent -> remove(write));
                for (Held one : add(write, new Held(context, bytes.readableBytes()))) {
                    LOG.warn(
                            "event=answer-cut peer={} unsent_bytes={} of={}",
                            one.at().channel().remoteAddress(),
                            one.bytes(),
                            total);
                    cut(one.at());
                }
            }
            super.write(context, message, told);
        }
    }
}
