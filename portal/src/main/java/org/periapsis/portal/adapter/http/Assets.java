package org.periapsis.portal.adapter.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.periapsis.kit.http.Conditions;
import org.periapsis.kit.http.ServiceRoutes;

/**
 * What the pages are made of, from the class path: read once, compressed once, and under an address that carries a digest of
 * it all, so that a browser asks once and never sees the parts of two versions together.
 */
final class Assets {
    private static final String ROOT = "web/assets/";
    private static final String LIBRARIES = "META-INF/resources/webjars/";
    private static final String FOR_EVER = "public, max-age=31536000, immutable";
    private static final int LEAST_COMPRESSED = 400;
    private static final Map<String, String> TYPES = Map.of(
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml",
            "html", "text/html; charset=utf-8");

    private final Map<String, Asset> own = new TreeMap<>();
    private final Map<String, Optional<Asset>> libraries = new ConcurrentHashMap<>();
    private final String version;

    private record Asset(Buffer plain, Buffer packed, String type, String tag) {}

    private Assets(Map<String, byte[]> files) {
        MessageDigest all = sha256();
        files.forEach((path, bytes) -> {
            all.update(path.getBytes(StandardCharsets.UTF_8));
            all.update(bytes);
            own.put(path, asset(path, bytes));
        });
        version = HexFormat.of().formatHex(all.digest(), 0, 6);
    }

    /** Reads them all; blocks for as long as that takes. */
    static Assets read() throws IOException {
        URL known = Assets.class.getClassLoader().getResource(ROOT + "app.js");
        try {
            URI place = known.toURI();
            if (!"jar".equals(place.getScheme())) {
                return new Assets(files(Path.of(place).getParent()));
            }
            try (FileSystem jar = FileSystems.newFileSystem(jarOf(place))) {
                return new Assets(files(jar.getPath(ROOT)));
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException("The class path has no usable address: " + known, e);
        }
    }

    /** The file of a jar: address; opened as a file system of its own, so that nobody else's is closed with it. */
    private static Path jarOf(URI place) {
        String text = place.getSchemeSpecificPart();
        return Path.of(URI.create(text.substring(0, text.indexOf("!/"))));
    }

    private static Map<String, byte[]> files(Path root) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                files.put(root.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        return files;
    }

    /** @param page HTML with addresses under /assets/ */
    String versioned(String page) {
        return page.replace("\"/assets/", "\"/assets/" + version + "/");
    }

    /** {@code /assets/VERSION/PATH}, kept for ever, and {@code /assets/PATH}, asked for again each time. */
    void own(RoutingContext context) {
        String path = ServiceRoutes.below(context, "/assets/");
        boolean lasting = path.startsWith(version + "/");
        Asset asset = own.get(lasting ? path.substring(version.length() + 1) : path);
        send(context, Optional.ofNullable(asset), lasting);
    }

    /** {@code /webjars/NAME/VERSION/PATH}: the version is in the address. */
    void library(RoutingContext context) {
        String path = ServiceRoutes.below(context, "/webjars/");
        Optional<Asset> known = libraries.get(path);
        if (known != null) {
            send(context, known, true);
            return;
        }
        context.vertx()
                .executeBlocking(() -> resource(path))
                .onSuccess(found -> {
                    // What is not there is not remembered: anybody can ask for it under endless names.
                    found.ifPresent(asset -> libraries.put(path, found));
                    send(context, found, true);
                })
                .onFailure(context::fail);
    }

    private static Optional<Asset> resource(String path) throws IOException {
        if (!TYPES.containsKey(ending(path))) {
            return Optional.empty();
        }
        try (InputStream in = Assets.class.getClassLoader().getResourceAsStream(LIBRARIES + path)) {
            return in == null ? Optional.empty() : Optional.of(asset(path, in.readAllBytes()));
        }
    }

    private static void send(RoutingContext context, Optional<Asset> found, boolean lasting) {
        if (found.isEmpty()) {
            context.next();
            return;
        }
        Asset asset = found.get();
        HttpServerResponse response = context.response()
                .putHeader("Cache-Control", lasting ? FOR_EVER : "no-cache")
                .putHeader("ETag", asset.tag())
                .putHeader("Vary", "Accept-Encoding")
                .putHeader("X-Content-Type-Options", "nosniff");
        if (new Conditions(context.request().headers(), asset.tag()).unchanged()) {
            response.setStatusCode(304).end().onFailure(context::fail);
            return;
        }
        String accepted = context.request().getHeader("Accept-Encoding");
        boolean packed = asset.packed() != null && accepted != null && accepted.contains("gzip");
        Buffer body = packed ? asset.packed() : asset.plain();
        response.putHeader("Content-Type", asset.type()).putHeader("Content-Length", String.valueOf(body.length()));
        if (packed) {
            response.putHeader("Content-Encoding", "gzip");
        }
        boolean head = context.request().method().equals(HttpMethod.HEAD);
        (head ? response.end() : response.end(body)).onFailure(context::fail);
    }

    private static Asset asset(String path, byte[] bytes) {
        Buffer packed = bytes.length < LEAST_COMPRESSED ? null : Buffer.buffer(gzip(bytes));
        String tag = "\"" + HexFormat.of().formatHex(sha256().digest(bytes), 0, 12) + "\"";
        return new Asset(
                Buffer.buffer(bytes), packed, TYPES.getOrDefault(ending(path), "application/octet-stream"), tag);
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static String ending(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
