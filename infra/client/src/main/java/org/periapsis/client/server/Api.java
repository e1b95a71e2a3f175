package org.periapsis.client.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpRetryException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.periapsis.client.json.Json;

/**
 * A server's HTTP API, for one caller. Blocking; what the server refuses is a {@link ServerProblem}. On the old HTTP client of
 * the JDK: the new one takes half a second more of every start and end.
 */
public final class Api {
    private static final int CONNECT_MS = 10_000;
    private static final Duration ANSWER = Duration.ofMinutes(5);
    private static final String POSITION = "Periapsis-Position";

    static {
        // A request that changes something is repeated by those who know that it may be.
        System.setProperty("sun.net.http.retryPost", "false");
        // A cookie is taken from nobody who does not say where the request comes from; the JDK keeps that header for
        // browsers.
        System.setProperty("sun.net.http.allowRestrictedHeaders", "true");
    }

    private final URI base;
    private final Optional<String> token;

    /**
     * An answer with a JSON body; an empty body is an empty object, a bare list is the object's {@code items}.
     *
     * @param position where the log has what was written; empty when nothing was
     */
    public record Answer(int status, Json body, String position, List<String> cookies) {}

    /** An answer whose body is still to be read, and to be closed. */
    public record Opened(int status, InputStream body) {}

    /** What is sent. */
    public interface Body {
        /** @return bytes */
        long length() throws IOException;

        void writeTo(OutputStream out) throws IOException;
    }

    /** @param token bearer token; empty for nobody */
    public Api(URI base, Optional<String> token) {
        this.base = base;
        this.token = token;
    }

    public URI base() {
        return base;
    }

    public boolean signedIn() {
        return token.isPresent();
    }

    /** @return the address of a path at this server */
    public String address(String path) {
        return base + path;
    }

    public Json get(String path) throws IOException {
        return get(path, "");
    }

    /** Reads what was written: the view waits for that place on the log. */
    public Json get(String path, String position) throws IOException {
        Map<String, String> headers = position.isEmpty() ? Map.of() : Map.of(POSITION, position);
        return send("GET", path, null, headers).body();
    }

    /** @param body null for none */
    public Answer send(String method, String path, Json body) throws IOException {
        return send(method, path, body, Map.of());
    }

    /** @param body null for none */
    public Answer send(String method, String path, Json body, Map<String, String> headers) throws IOException {
        HttpURLConnection connection = connection(method, path, headers, ANSWER);
        return exchange(connection, () -> {
            if (body != null || method.equals("POST")) {
                byte[] bytes = body == null ? new byte[0] : body.toString().getBytes(StandardCharsets.UTF_8);
                connection.setRequestProperty("Content-Type", "application/json");
                connection.setDoOutput(true);
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(bytes);
                }
            }
            return answer(connection);
        });
    }

    /** Posts what is written, without holding it in memory. */
    public Answer stream(String path, Body body, Map<String, String> headers) throws IOException {
        HttpURLConnection connection = connection("POST", path, headers, ANSWER);
        return exchange(connection, () -> {
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(body.length());
            try (OutputStream out = connection.getOutputStream()) {
                body.writeTo(out);
            }
            return answer(connection);
        });
    }

    /**
     * Reads a body as it comes.
     *
     * @param silence longest time in which nothing comes; zero for any
     */
    public Opened open(String path, Map<String, String> headers, Duration silence) throws IOException {
        HttpURLConnection connection = connection("GET", path, headers, silence);
        return exchange(connection, () -> {
            checked(connection);
            return new Opened(connection.getResponseCode(), connection.getInputStream());
        });
    }

    /** Encodes a text as one part of a path or query. */
    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpURLConnection connection(String method, String path, Map<String, String> headers, Duration silence)
            throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(base + path).toURL().openConnection();
        connection.setRequestMethod(method);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setConnectTimeout(CONNECT_MS);
        connection.setReadTimeout((int) silence.toMillis());
        token.ifPresent(bearer -> connection.setRequestProperty("Authorization", "Bearer " + bearer));
        headers.forEach(connection::setRequestProperty);
        return connection;
    }

    private static Answer answer(HttpURLConnection connection) throws IOException {
        checked(connection);
        try (InputStream in = connection.getInputStream()) {
            String body = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(
                    connection.getResponseCode(),
                    body(body),
                    Optional.ofNullable(connection.getHeaderField(POSITION)).orElse(""),
                    cookies(connection));
        }
    }

    private static Json body(String text) throws IOException {
        if (text.startsWith("[")) {
            return Json.parseList("items", text);
        }
        return text.startsWith("{") ? Json.parse(text) : Json.object();
    }

    private static List<String> cookies(HttpURLConnection connection) {
        return connection.getHeaderFields().entrySet().stream()
                .filter(field -> "Set-Cookie".equalsIgnoreCase(field.getKey()))
                .flatMap(field -> field.getValue().stream())
                .toList();
    }

    private static void checked(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        if (status >= 400) {
            try (InputStream in = connection.getErrorStream()) {
                throw ServerProblem.of(
                        status, in == null ? "" : new String(in.readNBytes(64 << 10), StandardCharsets.UTF_8));
            }
        }
    }

    /** What is done over a connection. */
    private interface Exchange<T> {
        T run() throws IOException;
    }

    private <T> T exchange(HttpURLConnection connection, Exchange<T> exchange) throws IOException {
        try {
            return exchange.run();
        } catch (ConnectException | UnknownHostException | NoRouteToHostException e) {
            throw new Unreachable("No server answers at " + base, e);
        } catch (SocketTimeoutException e) {
            throw new Unreachable(base + " does not answer in time", e);
        } catch (HttpRetryException e) {
            // The refusal of a stream comes without its body.
            throw ServerProblem.of(e.responseCode(), "");
        } catch (ServerProblem problem) {
            throw problem;
        } catch (IOException e) {
            connection.disconnect();
            throw e;
        }
    }
}
