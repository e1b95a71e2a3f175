package org.periapsis.kit.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.impl.VertxHttpObject;
import io.vertx.core.net.impl.ShutdownEvent;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.periapsis.kit.config.HttpLimits;

/**
 * The time that one connection has: for a request's head, for each part of its body, for taking the answer, and between
 * requests. Who is late is answered 408 and cut. Nothing is held against a peer that is not being read. On one event loop.
 */
final class Deadlines extends ChannelDuplexHandler {
    private static final int SAMPLES = 4;

    /** Where the connection is. */
    private enum Stage {
        IDLE,
        HEAD,
        BODY,
        ANSWER,
        TUNNEL
    }

    private final HttpLimits limits;
    private final Farewell farewell = new Farewell();
    private ChannelHandlerContext context;
    private ScheduledFuture<?> task;
    private Stage stage = Stage.IDLE;
    private long deadline;
    private long due;
    private int sample;
    private long received;
    private long receivedBefore;
    private long unsentBefore;
    private int unanswered;
    private boolean begun;

    Deadlines(HttpLimits limits) {
        this.limits = limits;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        allow(limits.head());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        stop();
    }

    /** At once: what has not been sent is not waited for, as it may never be taken. */
    private void cut() {
        context.close().addListener(closed -> stop());
    }

    @Override
    public void channelInactive(ChannelHandlerContext gone) {
        stop();
        gone.fireChannelInactive();
    }

    /** Bytes came, before anybody knows what they are. */
    void received(int bytes) {
        received += bytes;
        if (stage == Stage.IDLE) {
            stage = Stage.HEAD;
            allow(limits.head());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext reading, Object message) {
        if (stage == Stage.BODY && malformed(message)) {
            ReferenceCountUtil.release(message);
            refuse();
            return;
        }
        if (stage != Stage.TUNNEL) {
            if (message instanceof HttpRequest) {
                unanswered++;
                stage = Stage.BODY;
                window();
            }
            if (message instanceof LastHttpContent && stage == Stage.BODY) {
                stage = unanswered > 0 ? Stage.ANSWER : Stage.IDLE;
                allow(unanswered > 0 ? limits.stall() : limits.idle());
            }
        }
        reading.fireChannelRead(message);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the promise carries it
    public void write(ChannelHandlerContext writing, Object message, ChannelPromise promise) {
        if (stage == Stage.TUNNEL) {
            if (message instanceof ByteBuf bytes) {
                farewell.passed(bytes);
            }
        } else {
            answered(message);
        }
        writing.write(message, promise);
    }

    private void answered(Object message) {
        if (message instanceof HttpResponse response) {
            int status = response.status().code();
            if (status == 101) {
                stage = Stage.TUNNEL;
                stop();
                if (response.headers().containsValue(HttpHeaderNames.UPGRADE, "websocket", true)) {
                    Pulse.ofClient(context.pipeline(), context.name(), limits.ping());
                }
                return;
            }
            begun |= status >= 200;
            farewell.answers(response);
        }
        if (message instanceof VertxHttpObject part && part.isEnded()) {
            unanswered--;
            begun = false;
            farewell.answered();
            if (unanswered <= 0 && stage == Stage.ANSWER) {
                stage = Stage.IDLE;
                allow(limits.idle());
            }
        }
    }

    /** The listener closes: what never ends by itself is told. */
    @Override
    public void userEventTriggered(ChannelHandlerContext told, Object event) throws Exception {
        super.userEventTriggered(told, event);
        if (event instanceof ShutdownEvent going && going.timeout() > 0) {
            farewell.say(told.channel(), stage == Stage.TUNNEL);
        }
    }

    private void window() {
        sample = 0;
        receivedBefore = received;
        allow(limits.bodyIdle().dividedBy(SAMPLES));
    }

    private void allow(Duration time) {
        deadline = System.nanoTime() + time.toNanos();
        if (task == null || deadline - due < 0) {
            stop();
            schedule(time.toNanos());
        }
    }

    private void schedule(long nanos) {
        // Never far ahead, so that a shorter time seldom needs another task.
        long within = Math.min(nanos, limits.head().toNanos());
        due = System.nanoTime() + within;
        task = context.executor().schedule(this::due, within, TimeUnit.NANOSECONDS);
    }

    private void stop() {
        if (task != null) {
            task.cancel(false);
            task = null;
        }
    }

    private void due() {
        task = null;
        long left = deadline - System.nanoTime();
        if (left > 0) {
            schedule(left);
            return;
        }
        switch (stage) {
            case IDLE -> cut();
            case HEAD -> late("The head of the request did not come in time", "Send it whole at once");
            case BODY -> body();
            case ANSWER -> answer();
            case TUNNEL -> stop();
        }
    }

    private void body() {
        if (!context.channel().config().isAutoRead()) {
            window();
        } else if (++sample < SAMPLES) {
            allow(limits.bodyIdle().dividedBy(SAMPLES));
        } else if (received - receivedBefore >= HttpLimits.LEAST_BODY_BYTES) {
            window();
        } else {
            late("The body of the request did not come in time", "Send it again, without pauses");
        }
    }

    private void answer() {
        long unsent = context.channel().isWritable() ? 0 : context.channel().bytesBeforeWritable();
        if (unsent > 0 && unsent == unsentBefore) {
            cut();
            return;
        }
        unsentBefore = unsent;
        allow(limits.stall());
    }

    private static boolean malformed(Object message) {
        return message instanceof HttpContent part
                && !(message instanceof HttpRequest)
                && part.decoderResult().isFailure();
    }

    /** Whoever reads the body hears that the connection is gone. */
    private void refuse() {
        if (begun || unanswered != 1) {
            cut();
            return;
        }
        begun = true;
        RawAnswer.send(
                context.channel(),
                Problem.badRequest(
                        "body",
                        "It does not come in well-formed chunks",
                        "Write each one's size in hexadecimal digits, and CR LF after it and after its bytes"));
    }

    private void late(String detail, String remedy) {
        if (begun || (stage == Stage.BODY && unanswered == 0)) {
            cut();
            return;
        }
        begun = true;
        RawAnswer.send(context.channel(), Problem.of("too-slow", 408, detail).remedy(remedy));
    }
}
