package org.periapsis.datalabs.viewer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.periapsis.datalabs.selection.Selection;
import org.periapsis.datalabs.viewer.Library.Entry;
import org.periapsis.datalabs.viewer.Library.Unit;
import org.periapsis.datalabs.viewer.Page.Choice;

/**
 * Serves the viewer on loopback below a base path: the page, {@code image.png}, and {@code api} that says that it is up. Like
 * Jupyter it asks for its token, in the header {@code Authorization: token …} or as the parameter {@code token}.
 */
public final class ViewerServer implements AutoCloseable {

    private static final int SIDE = 1024;

    private final Library library;
    private final String basePath;
    private final byte[] token;
    private final HttpServer server;
    private final ExecutorService workers = Executors.newFixedThreadPool(2);

    /**
     * Starts to serve.
     *
     * @param port 0 for any free one
     * @param basePath begins and ends with a slash
     * @param token empty for none
     */
    public ViewerServer(Selection selection, int port, String basePath, String token) throws IOException {
        this.library = new Library(selection);
        this.basePath = basePath;
        this.token = token.getBytes(StandardCharsets.UTF_8);
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::answer);
        server.setExecutor(workers);
        server.start();
    }

    /** The port it serves. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
            String path = exchange.getRequestURI().getPath();
            if (!permitted(exchange, query)) {
                send(exchange, 403, "text/plain", "This viewer is reached through the portal.\n");
            } else if (!path.startsWith(basePath)) {
                send(exchange, 404, "text/plain", "Not here.\n");
            } else {
                answer(exchange, path.substring(basePath.length()), query);
            }
        }
    }

    private void answer(HttpExchange exchange, String name, Map<String, String> query) throws IOException {
        switch (name) {
            case "api" -> send(exchange, 200, "application/json", "{\"version\":\"1.0.0\"}\n");
            case "" -> send(exchange, 200, "text/html; charset=utf-8", page(query));
            case "image.png" -> {
                try {
                    send(exchange, 200, "image/png", image(query));
                } catch (IOException unreadable) {
                    send(exchange, 422, "text/plain", unreadable.getMessage() + "\n");
                }
            }
            default -> send(exchange, 404, "text/plain", "Not here.\n");
        }
    }

    private boolean permitted(HttpExchange exchange, Map<String, String> query) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        String given = header != null && header.startsWith("token ")
                ? header.substring("token ".length())
                : query.getOrDefault("token", "");
        return token.length == 0 || MessageDigest.isEqual(token, given.getBytes(StandardCharsets.UTF_8));
    }

    private String page(Map<String, String> query) {
        int file = number(query, "file", 0);
        try {
            if (library.entries().isEmpty()) {
                return Page.of(List.of(), List.of(), new Choice(0, 0, 0, "zscale"), "");
            }
            List<Unit> units = library.units(library.entry(file));
            int first = units.stream()
                    .filter(Unit::picture)
                    .mapToInt(Unit::number)
                    .findFirst()
                    .orElse(0);
            int unit = number(query, "hdu", first);
            if (unit < 0 || unit >= units.size()) {
                throw new IOException("There is no unit " + unit);
            }
            int plane = number(query, "plane", units.get(unit).planes() / 2);
            Choice choice = new Choice(file, unit, plane, query.getOrDefault("stretch", "zscale"));
            return Page.of(library.entries(), units, choice, "");
        } catch (IOException unreadable) {
            Choice choice = new Choice(file, 0, 0, "zscale");
            return Page.of(library.entries(), List.of(), choice, String.valueOf(unreadable.getMessage()));
        }
    }

    private byte[] image(Map<String, String> query) throws IOException {
        Entry entry = library.entry(number(query, "file", 0));
        ImagePlane plane = library.plane(entry, number(query, "hdu", 0), number(query, "plane", 0))
                .within(SIDE);
        return plane.png(query.getOrDefault("stretch", "zscale"));
    }

    private static int number(Map<String, String> query, String name, int otherwise) {
        String text = query.get(name);
        return text != null && text.matches("\\d{1,9}") ? Integer.parseInt(text) : otherwise;
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> values = new HashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
            int at = pair.indexOf('=');
            if (at > 0) {
                values.put(pair.substring(0, at), URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
            }
        }
        return values;
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        send(exchange, status, type, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders()
                .set("Content-Security-Policy", "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }
}
