package org.periapsis.kit.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import java.nio.charset.StandardCharsets;

/**
 * What a connection that never ends by itself is told when the listener closes: a stream of events ends whole, a WebSocket is
 * closed with 1001 (going away, RFC 6455, 7.4.1). Both sides of them come again by themselves. On one event loop.
 */
final class Farewell {
    private static final byte[] GOING_AWAY = {(byte) 0x88, 2, 0x03, (byte) 0xE9};
    private static final String EVENTS = "text/event-stream";

    /** What is sent with an answer that goes on for as long as there is something to tell. */
    static final CharSequence ENDLESS = "X-Accel-Buffering";

    private enum Answer {
        NONE,
        ENDS,
        EVENTS,
        ENDLESS
    }

    private final FrameEdges edges = new FrameEdges();
    private Answer answer = Answer.NONE;

    void answers(HttpResponse response) {
        String type = String.valueOf(response.headers().get(HttpHeaderNames.CONTENT_TYPE));
        if (type.startsWith(EVENTS) && HttpUtil.isTransferEncodingChunked(response)) {
            answer = Answer.EVENTS;
        } else {
            answer = response.headers().contains(ENDLESS) ? Answer.ENDLESS : Answer.ENDS;
        }
    }

    void answered() {
        answer = Answer.NONE;
    }

    /** Bytes of a tunnel on their way to the peer. */
    void passed(ByteBuf bytes) {
        edges.passed(bytes);
    }

    void say(Channel channel, boolean tunnel) {
        if (tunnel) {
            // Within a frame the other side would take it for a part of it.
            RawAnswer.last(channel, edges.between() ? Unpooled.wrappedBuffer(GOING_AWAY) : Unpooled.EMPTY_BUFFER);
        } else if (answer == Answer.EVENTS) {
            RawAnswer.last(
                    channel, Unpooled.copiedBuffer("e\r\n: going away\n\n\r\n0\r\n\r\n", StandardCharsets.US_ASCII));
        } else if (answer == Answer.ENDLESS) {
            // Without its end: nobody takes half for whole.
            RawAnswer.last(channel, Unpooled.EMPTY_BUFFER);
        }
    }
}
