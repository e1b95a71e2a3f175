package org.periapsis.session.adapter.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import org.periapsis.session.domain.run.Endpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How endpoints are asked with Vert.x, which takes Unix sockets through the JDK's own. */
final class Endpoints {

    /** Programs answer to loopback's name only; which port is said does not matter to a socket. */
    private static final HostAndPort LOOPBACK = HostAndPort.create("127.0.0.1", 8888);

    private static final Logger LOG = LoggerFactory.getLogger(Endpoints.class);

    private Endpoints() {}

    /** A client whose connections' faults are told by the requests on them alone, and not by the library's log as well. */
    static HttpClient client(Vertx vertx, HttpClientOptions options, PoolOptions pool) {
        return vertx.httpClientBuilder()
                .with(options)
                .with(pool)
                .withConnectHandler(connection -> connection.exceptionHandler(
                        fault -> LOG.debug("connection to a program cause={}", fault.toString())))
                .build();
    }

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
