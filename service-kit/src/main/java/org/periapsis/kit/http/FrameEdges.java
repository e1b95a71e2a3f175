package org.periapsis.kit.http;

import io.netty.buffer.ByteBuf;

/** Follows the frames of a WebSocket (RFC 6455, 5.2) as their bytes pass, to know when one has ended. */
final class FrameEdges {
    private static final int MASKED = 0x80;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;
    private static final int MASK_BYTES = 4;

    private final byte[] head = new byte[10];
    private int filled;
    private long payload;

    void passed(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end) {
            if (payload > 0) {
                int n = (int) Math.min(payload, end - at);
                payload -= n;
                at += n;
            } else {
                head[filled++] = bytes.getByte(at++);
                if (filled >= 2 && filled == headLength()) {
                    payload = payload();
                    filled = 0;
                }
            }
        }
    }

    /** Whether the last frame that began has ended. */
    boolean between() {
        return payload == 0 && filled == 0;
    }

    private int headLength() {
        int seven = head[1] & 0x7f;
        return 2 + (seven == TWO_BYTES ? 2 : seven == EIGHT_BYTES ? 8 : 0);
    }

    private long payload() {
        int seven = head[1] & 0x7f;
        long length = seven;
        if (seven >= TWO_BYTES) {
            length = 0;
            for (int i = 2; i < headLength(); i++) {
                length = length << 8 | (head[i] & 0xff);
            }
        }
        return Math.max(0, length) + ((head[1] & MASKED) != 0 ? MASK_BYTES : 0);
    }
}
