package org.periapsis.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Requests to programs that the benchmarks start on this machine. Blocking; every request is bounded. */
final class Loopback {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .build();
    private final String token;

    /** @param token sent as Jupyter wants it: {@code Authorization: token ...} */
    Loopback(String token) {
        this.token = token;
    }

    /** @return a port that was free just now */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** @return empty while nothing listens there */
    Optional<HttpResponse<String>> exchange(String method, String url) throws InterruptedException {
        try {
            return Optional.of(http.send(
                    HttpRequest.newBuilder(URI.create(url))
                            .timeout(PATIENCE)
                            .header("Authorization", "token " + token)
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString()));
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }

    /** @return whether it answers 200 */
    boolean answers(String url) throws InterruptedException {
        return exchange("GET", url).map(answer -> answer.statusCode() == 200).orElse(false);
    }
}
