package org.periapsis.session.adapter.http;

import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import org.periapsis.session.domain.run.Endpoint;

/** How endpoints are asked with Vert.x, which takes Unix sockets through the JDK's own. */
final class Endpoints {

    /** Programs answer to loopback's name only; which port is said does not matter to a socket. */
    private static final HostAndPort LOOPBACK = HostAndPort.create("127.0.0.1", 8888);

    private Endpoints() {}

    static SocketAddress socket(Endpoint endpoint) {
        if (endpoint instanceof Endpoint.Http http) {
            return SocketAddress.inetSocketAddress(http.port(), http.host());
        }
        return SocketAddress.domainSocketAddress(
                ((Endpoint.Unix) endpoint).path().toString());
    }

    /** What the header Host says. */
    static HostAndPort authority(Endpoint endpoint) {
        return endpoint instanceof Endpoint.Http http ? HostAndPort.create(http.host(), http.port()) : LOOPBACK;
    }

    /** A request to it, without method and path. */
    static RequestOptions request(Endpoint endpoint) {
        HostAndPort authority = authority(endpoint);
        return new RequestOptions()
                .setServer(socket(endpoint))
                .setHost(authority.host())
                .setPort(authority.port());
    }
}
