package org.periapsis.local.client;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The platform's HTTP API as a program outside sees it: one signed-in caller. Blocking; thread-safe. */
public final class PlatformClient {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final HttpClient http;
    private final URI base;
    private Optional<String> bearer = Optional.empty();

    private PlatformClient(URI base, HttpClient http) {
        this.base = base;
        this.http = http;
    }

    /** @return a client that nobody has signed in */
    public static PlatformClient anonymous(String url) {
        return new PlatformClient(
                URI.create(url),
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .cookieHandler(new CookieManager())
                        .connectTimeout(Duration.ofSeconds(5))
                        .build());
    }

    /** @return a client signed in by a one-time link */
    public static PlatformClient signedIn(String url, String link) throws IOException {
        PlatformClient client = anonymous(url);
        HttpResponse<String> answer =
                client.send(client.request(URI.create(link).getRawPath()).GET());
        if (answer.statusCode() >= 400) {
            throw new ApiException("GET", "the sign-in link", answer.statusCode(), answer.body());
        }
        return client;
    }

    /** @return the same caller at another address of the platform, with the same cookies where the host is the same */
    public PlatformClient at(String url) {
        return new PlatformClient(URI.create(url), http);
    }

    public URI base() {
        return base;
    }

    /** Asks for a one-time sign-in link with the stack's own secret. */
    public String link(String secret, String user, List<String> roles) throws IOException {
        HttpResponse<String> answer = send(request("/auth/links")
                .header("Periapsis-Link-Secret", secret)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        new JsonObject().put("user", user).put("roles", roles).encode())));
        return new JsonObject(good("POST", "/auth/links", answer).body()).getString("link");
    }

    public JsonObject get(String path) throws IOException {
        return new JsonObject(good("GET", path, send(request(path).GET())).body());
    }

    /** @return the answer, whatever its status */
    public HttpResponse<String> exchange(String method, String path, JsonObject body, Map<String, String> headers)
            throws IOException {
        HttpRequest.Builder request = request(path);
        headers.forEach(request::header);
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        return send(request.method(
                method,
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body.encode())));
    }

    /** Sends JSON and reads JSON; an empty answer is an empty object. */
    public JsonObject send(String method, String path, JsonObject body) throws IOException {
        String answer =
                good(method, path, exchange(method, path, body, Map.of())).body();
        return answer.isBlank() ? new JsonObject() : new JsonObject(answer);
    }

    /** Sends a body as it is, newline-delimited JSON for one. The answer whatever its status. */
    public HttpResponse<String> post(String path, String contentType, byte[] body) throws IOException {
        return send(
                request(path).header("Content-Type", contentType).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    /** Uploads one file, streamed, with metadata beside it. The answer whatever its status. */
    public HttpResponse<String> ingest(String archive, Path file, JsonObject metadata) throws IOException {
        String boundary = "periapsis-" + UUID.randomUUID();
        byte[] head = ("--" + boundary + "\r\nContent-Disposition: form-data; name=\"metadata\"\r\n"
                        + "Content-Type: application/json\r\n\r\n" + metadata.encode() + "\r\n--" + boundary
                        + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + file.getFileName()
                        + "\"\r\nContent-Type: application/fits\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] tail = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8);
        try (InputStream bytes = Files.newInputStream(file);
                InputStream body = new SequenceInputStream(Collections.enumeration(List.of(
                        new java.io.ByteArrayInputStream(head), bytes, new java.io.ByteArrayInputStream(tail))))) {
            long length = head.length + Files.size(file) + tail.length;
            return send(request("/api/archives/" + archive + "/products")
                    .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                    .POST(HttpRequest.BodyPublishers.fromPublisher(
                            HttpRequest.BodyPublishers.ofInputStream(() -> body), length)));
        }
    }

    /** @return the answer whatever its status, with its body as it is */
    public HttpResponse<byte[]> download(String path) throws IOException {
        return sendFor(request(path).GET(), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** @return a body as it comes, for event streams and downloads; the caller closes it */
    public InputStream stream(String path) throws IOException {
        return stream(path, Map.of());
    }

    /** The same, with headers such as {@code Last-Event-ID}. */
    public InputStream stream(String path, Map<String, String> headers) throws IOException {
        HttpRequest.Builder request = request(path);
        headers.forEach(request::header);
        HttpResponse<InputStream> answer = sendFor(request.GET(), HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() >= 400) {
            try (InputStream body = answer.body()) {
                throw new ApiException(
                        "GET", path, answer.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return answer.body();
    }

    public WebSocket webSocket(String path, WebSocket.Listener listener) throws IOException {
        URI uri = URI.create("ws://" + base.getAuthority() + path);
        WebSocket.Builder opening = http.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(10));
        bearer(path).ifPresent(token -> opening.header("Authorization", token));
        return opening.buildAsync(uri, listener).join();
    }

    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** A program enters sessions by a bearer token: by a cookie it would be sent to the session's own host, as a browser is. */
    private synchronized Optional<String> bearer(String path) throws IOException {
        if (!path.startsWith("/sessions/")) {
            return Optional.empty();
        }
        if (bearer.isEmpty()) {
            HttpResponse<String> made = exchange("POST", "/auth/tokens", new JsonObject(), Map.of());
            bearer = made.statusCode() == 201
                    ? Optional.of("Bearer " + new JsonObject(made.body()).getString("token"))
                    : Optional.empty();
        }
        return bearer;
    }

    private HttpRequest.Builder request(String path) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE).header("Origin", base.toString());
        bearer(path).ifPresent(token -> request.header("Authorization", token));
        return request;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        return sendFor(request, HttpResponse.BodyHandlers.ofString());
    }

    private <T> HttpResponse<T> sendFor(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler)
            throws IOException {
        try {
            return http.send(request.build(), handler);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static HttpResponse<String> good(String method, String path, HttpResponse<String> answer)
            throws ApiException {
        if (answer.statusCode() >= 400) {
            throw new ApiException(method, path, answer.statusCode(), answer.body());
        }
        return answer;
    }
}
