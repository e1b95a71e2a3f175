package org.periapsis.portal.adapter.http;

import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.auth.SessionPass;

/** Which headers go through the door, either way. */
final class RelayHeaders {
    /** Of one connection, not of the message (RFC 9110, 7.6.1). */
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** Who the caller is, is said by the door; 100 Continue is answered by it. */
    private static final Set<String> STAYS =
            Set.of("authorization", "cookie", "expect", "host", "traceparent", "periapsis-session-pass");

    /** What runs behind the door may not act on the door's own cookies and pages. */
    private static final Set<String> NOT_SAID = Set.of("set-cookie", "clear-site-data", "service-worker-allowed");

    private RelayHeaders() {}

    /** Fills the headers of a request that goes on. */
    static void request(MultiMap from, MultiMap to, Caller caller, String trace) {
        copy(from, to, STAYS);
        if (!caller.anonymous()) {
            to.set("Authorization", "Bearer " + caller.bearer());
        }
        to.set("traceparent", trace);
    }

    /** Fills the headers of an answer that goes back. */
    static void answer(MultiMap from, MultiMap to) {
        copy(from, to, NOT_SAID);
    }

    /** Fills the headers of a request to a session's agent: whoever enters is known there by the pass alone. */
    static void toSession(MultiMap from, MultiMap to, String pass, String trace) {
        copy(from, to, STAYS);
        to.set(SessionPass.HEADER, pass);
        to.set("traceparent", trace);
    }

    private static void copy(MultiMap from, MultiMap to, Set<String> without) {
        copy(from, to, without::contains);
    }

    /** @param without takes names in lower case */
    static void copy(MultiMap from, MultiMap to, Predicate<String> without) {
        Set<String> dropped = new HashSet<>(HOP_BY_HOP);
        dropped.addAll(named(from.getAll("Connection")));
        from.forEach((name, value) -> {
            String plain = name.toLowerCase(Locale.ROOT);
            if (!dropped.contains(plain) && !without.test(plain)) {
                to.add(name, value);
            }
        });
    }

    /** What the sender itself says is of this connection. The length of a body never is. */
    private static Set<String> named(List<String> connection) {
        Set<String> names = new HashSet<>();
        connection.forEach(value -> Arrays.stream(value.split(","))
                .map(name -> name.trim().toLowerCase(Locale.ROOT))
                .forEach(names::add));
        names.remove("content-length");
        return names;
    }
}
