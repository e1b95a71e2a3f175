package org.periapsis.session.domain.run;

import java.net.URI;
import java.nio.file.Path;

/** Where a program answers, as its agent reaches it. Its text is {@code unix:<path>} or {@code http://<host>:<port>}. */
public sealed interface Endpoint {

    /** A Unix socket of the platform's own, in a directory that the program neither sees nor writes. */
    record Unix(Path path) implements Endpoint {
        public Unix {
            if (!path.isAbsolute()) {
                throw new IllegalArgumentException("The path of an endpoint is absolute: " + path);
            }
        }

        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /** A port, which anybody who reaches the host could have taken: who answers there must be asked for. */
    record Http(String host, int port) implements Endpoint {
        public Http {
            if (host.isBlank() || port < 1 || port > 65_535) {
                throw new IllegalArgumentException("host=" + host + " port=" + port);
            }
        }

        @Override
        public String toString() {
            return "http://" + host + ":" + port;
        }
    }

    /** Reads the text of an endpoint. */
    static Endpoint parse(String text) {
        if (text.startsWith("unix:")) {
            return new Unix(Path.of(text.substring("unix:".length())));
        }
        URI uri = URI.create(text);
        if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException("An endpoint is unix:<path> or http://<host>:<port>: " + text);
        }
        return new Http(uri.getHost(), uri.getPort());
    }
}
