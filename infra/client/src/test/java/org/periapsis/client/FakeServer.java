package org.periapsis.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;

/** A server that answers what a test says, and remembers what it was asked. */
public final class FakeServer implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Answer> answers = Collections.synchronizedMap(new TreeMap<>());
    private final List<Seen> seen = Collections.synchronizedList(new ArrayList<>());

    /** A request as it came. */
    public record Seen(
            String method, String path, String query, Map<String, String> headers, String text, int length) {}

    /** Answers a request, whose body has been read. */
    @FunctionalInterface
    public interface Answer {
        void to(HttpExchange exchange, Seen request) throws IOException;
    }

    public FakeServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "fake-server");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** @param request such as {@code GET /api/products}; what begins so is answered, the longest first */
    public FakeServer on(String request, Answer answer) {
        answers.put(request, answer);
        return this;
    }

    public FakeServer on(String request, int status, String json) {
        return on(request, (exchange, seen) -> send(exchange, status, json.replace('\'', '"')));
    }

    public static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    public List<Seen> seen() {
        return List.copyOf(seen);
    }

    public List<Seen> seen(String path) {
        return seen().stream().filter(each -> each.path().equals(path)).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
        byte[] body = exchange.getRequestBody().readAllBytes();
        Seen request = new Seen(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                String.valueOf(exchange.getRequestURI().getRawQuery()),
                headers,
                new String(body, StandardCharsets.UTF_8),
                body.length);
        seen.add(request);
        String line = request.method() + " " + request.path();
        Answer answer = answers.entrySet().stream()
                .filter(each -> line.startsWith(each.getKey()))
                .reduce((first, second) ->
                        second.getKey().length() >= first.getKey().length() ? second : first)
                .map(Map.Entry::getValue)
                .orElse((to, asked) -> send(to, 404, "{\"detail\":\"There is nothing at this path\"}"));
        answer.to(exchange, request);
    }
}
