package org.periapsis.kit.http;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.config.Networks;

/** From where a request comes: the peer of its connection, or whom a trusted proxy names. */
public final class ClientAddress {
    /** Who asked the proxy, the last one last. */
    public static final String FORWARDED = "X-Forwarded-For";

    private static final AttributeKey<Networks> TRUSTED = AttributeKey.valueOf("periapsis.proxies");
    private static final int LONGEST = 64;
    private static final int IPV6 = 16;

    private ClientAddress() {}

    static void trust(Channel channel, Networks proxies) {
        channel.attr(TRUSTED).set(proxies);
    }

    /** @return an address; never what a stranger says about itself */
    public static String of(HttpServerRequest request) {
        String peer = peer(request.remoteAddress());
        Networks trusted = request.connection() instanceof ConnectionBase base
                ? base.channel().attr(TRUSTED).get()
                : null;
        if (trusted == null || !trusted.have(peer)) {
            return peer;
        }
        // From the nearest on: the first that is no proxy of ours is who asked.
        List<String> named = request.headers().getAll(FORWARDED).stream()
                .flatMap(value -> List.of(value.split(",")).stream())
                .map(String::trim)
                .toList();
        for (int i = named.size() - 1; i >= 0; i--) {
            String each = named.get(i);
            if (each.length() > LONGEST || Networks.literal(each).isEmpty()) {
                return peer;
            }
            if (!trusted.have(each) || i == 0) {
                return each;
            }
        }
        return peer;
    }

    /** @return the person where one is signed in, else the address: whose share a request is counted to */
    public static String who(RoutingContext context) {
        Caller caller = ServiceRoutes.caller(context);
        return caller.anonymous()
                ? "address " + network(of(context.request()))
                : "person " + caller.issuer() + "\n" + caller.subject();
    }

    /** @return the address, or of one of IPv6 the 64 bits that one customer has: the rest is theirs to choose */
    public static String network(String address) {
        return Networks.literal(address)
                .map(InetAddress::getAddress)
                .filter(each -> each.length == IPV6)
                .map(each -> HexFormat.of().formatHex(each, 0, IPV6 / 2) + "/64")
                .orElse(address);
    }

    static String peer(SocketAddress address) {
        return Optional.ofNullable(address).map(SocketAddress::hostAddress).orElse("unknown");
    }
}
