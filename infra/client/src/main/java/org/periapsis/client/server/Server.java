package org.periapsis.client.server;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.periapsis.client.json.Json;

/**
 * A server that this person has used.
 *
 * @param token bearer token; empty when nobody is signed in there
 * @param subject who the token is for
 * @param expires when the token ends
 */
public record Server(URI url, Optional<String> token, Optional<String> subject, Optional<Instant> expires) {

    /** @return the server, nobody signed in */
    public static Server at(URI url) {
        return new Server(url, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * Reads an address as people write it: without a scheme it is https, on this machine http.
     *
     * @throws IllegalArgumentException when it is not the address of a server
     */
    public static URI address(String text) {
        String trimmed = text.strip().replaceAll("(?<=[^/:])/+$", "");
        String full = trimmed.contains("://")
                ? trimmed
                : (trimmed.matches("(localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1])(:\\d+)?") ? "http://" : "https://")
                        + trimmed;
        URI url = URI.create(full);
        boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!web || url.getHost() == null || url.getUserInfo() != null || url.getQuery() != null) {
            throw new IllegalArgumentException(
                    text + " is not the address of a server; one looks like https://archive.example.org");
        }
        return url;
    }

    boolean expired(Instant now) {
        return expires.filter(end -> !end.isAfter(now)).isPresent();
    }

    Json json() {
        return Json.object()
                .put("url", url.toString())
                .put("token", token.orElse(null))
                .put("subject", subject.orElse(null))
                .put("expires_at", expires.map(Instant::toString).orElse(null));
    }

    static Server of(Json json) {
        return new Server(
                URI.create(json.text("url").orElseThrow(() -> new IllegalArgumentException("a server has no url"))),
                json.text("token"),
                json.text("subject"),
                json.text("expires_at").map(Instant::parse));
    }
}
