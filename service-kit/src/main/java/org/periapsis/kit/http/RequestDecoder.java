package org.periapsis.kit.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.net.HostAndPort;
import java.util.List;

/**
 * Takes no request whose end two servers could see at different places (RFC 9112, 6.3 and 11.2): Netty drops a Content-Length
 * beside a Transfer-Encoding, takes the first of several lengths in HTTP/1.0, and takes an unknown encoding for no body.
 */
final class RequestDecoder extends VertxHttpRequestDecoder {
    private final Deadlines deadlines;
    private int framings;
    private boolean refused;

    RequestDecoder(HttpServerOptions options, Deadlines deadlines) {
        super(options);
        this.deadlines = deadlines;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof ByteBuf bytes) {
            deadlines.received(bytes.readableBytes());
        }
        super.channelRead(context, message);
    }

    @Override
    protected HttpMessage createMessage(String[] initialLine) {
        framings = 0;
        return super.createMessage(initialLine);
    }

    @Override
    protected AsciiString splitHeaderName(byte[] bytes, int start, int length) {
        AsciiString name = super.splitHeaderName(bytes, start, length);
        boolean framing = name.contentEqualsIgnoreCase(HttpHeaderNames.CONTENT_LENGTH)
                || name.contentEqualsIgnoreCase(HttpHeaderNames.TRANSFER_ENCODING);
        if (framing && ++framings > 1) {
            throw new IllegalArgumentException("The length of the body is said more than once");
        }
        return name;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (refused) {
            // What follows may be meant as another request: it is none.
            in.skipBytes(in.readableBytes());
            return;
        }
        int before = out.size();
        super.decode(context, in, out);
        for (int i = before; i < out.size(); i++) {
            if (out.get(i) instanceof HttpRequest request
                    && request.decoderResult().isSuccess()) {
                String fault = fault(request);
                if (fault != null) {
                    refused = true;
                    request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(fault)));
                }
            }
        }
    }

    private static String fault(HttpRequest request) {
        HttpHeaders headers = request.headers();
        String encoding = headers.get(HttpHeaderNames.TRANSFER_ENCODING);
        boolean old = request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) < 0;
        if (encoding != null && (old || !encoding.equalsIgnoreCase("chunked"))) {
            return "The transfer encoding is not chunked, or not of HTTP/1.1";
        }
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        if (hosts.size() > 1 || (hosts.isEmpty() && !old)) {
            return "There is not exactly one Host";
        }
        return hosts.isEmpty() || HostAndPort.parseAuthority(hosts.get(0), -1) != null
                ? null
                : "The Host is not a name, or an address, with a port or none";
    }
}
