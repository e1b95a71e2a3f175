package org.periapsis.datalabs.viewer.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.periapsis.datalabs.selection.Selection;
import org.periapsis.datalabs.viewer.file.Library;
import org.periapsis.datalabs.viewer.file.Spool;
import org.periapsis.datalabs.viewer.image.Images;

/**
 * Serves the viewer on loopback below a base path: the page, what it asks for, and {@code api} that says that it is up. Like
 * Jupyter it asks for its token, in the header {@code Authorization: token …} or as the parameter {@code token}.
 */
public final class ViewerServer implements AutoCloseable {
    private static final int WORKERS = 4;
    private static final int WORTH_PACKING = 1024;
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    private final Library library;
    private final Images images;
    private final Routes routes;
    private final String basePath;
    private final byte[] token;
    private final HttpServer server;
    private final ExecutorService workers = Executors.newFixedThreadPool(WORKERS);

    /** Compresses lightly: tiles are many, and made while somebody waits. */
    private static final class LightGzip extends GZIPOutputStream {
        LightGzip(ByteArrayOutputStream out) throws IOException {
            super(out, 1 << 14);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    /**
     * Starts to serve.
     *
     * @param port 0 for any free one
     * @param basePath begins and ends with a slash
     * @param token empty for none
     */
    public ViewerServer(Selection selection, Spool spool, int port, String basePath, String token) throws IOException {
        this.library = new Library(selection, spool);
        this.images = new Images(library);
        this.routes = new Routes(library, images);
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
        images.close();
        library.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            send(exchange, answered(exchange));
        } catch (RuntimeException defect) {
            defect.printStackTrace();
            throw defect;
        }
    }

    private Answer answered(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getPath();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return Answer.problem("not-allowed", 405, "The viewer only shows", "method", "Use GET");
        }
        if (!path.startsWith(basePath)) {
            return Answer.notFound();
        }
        try {
            Question question = Question.of(
                    path.substring(basePath.length()), exchange.getRequestURI().getRawQuery());
            return permitted(exchange, question) ? routes.answer(question) : closed();
        } catch (RuntimeException | IOException defect) {
            defect.printStackTrace();
            return Answer.problem(
                    "failed",
                    500,
                    "The viewer could not answer this",
                    "path",
                    "Reload the page; the session's log has more");
        }
    }

    private static Answer closed() throws IOException {
        return Answer.problem(
                "not-allowed",
                403,
                "The viewer is reached through the portal",
                "token",
                "Open the session in the portal");
    }

    private boolean permitted(HttpExchange exchange, Question question) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        String given = header != null && header.startsWith("token ")
                ? header.substring("token ".length())
                : question.text("token", "");
        return token.length == 0 || MessageDigest.isEqual(token, given.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", answer.type());
        headers.set("Cache-Control", answer.kept() ? "private, max-age=86400, immutable" : "no-store");
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Vary", "Accept-Encoding");
        byte[] body = answer.body();
        String accepted = exchange.getRequestHeaders().getFirst("Accept-Encoding");
        if (answer.packed() && body.length > WORTH_PACKING && accepted != null && accepted.contains("gzip")) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream(body.length);
            try (GZIPOutputStream gzip = new LightGzip(packed)) {
                gzip.write(body);
            }
            body = packed.toByteArray();
            headers.set("Content-Encoding", "gzip");
        }
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(answer.status(), head || body.length == 0 ? -1 : body.length);
        if (!head && body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }
}
