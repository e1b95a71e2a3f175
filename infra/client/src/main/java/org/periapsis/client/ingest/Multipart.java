package org.periapsis.client.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.periapsis.client.json.Json;
import org.periapsis.client.server.Api;

/** A form of two parts (RFC 7578), the metadata and the file, which is read while it is sent. */
final class Multipart implements Api.Body {
    private static final int BUFFER = 128 << 10;

    private final Path file;
    private final byte[] head;
    private final byte[] tail;
    private final String boundary = "periapsis-" + UUID.randomUUID();
    private final MessageDigest digest;
    private final LongConsumer sent;

    /** @param sent told how many bytes of the file have gone since it was last told */
    Multipart(Path file, Json metadata, MessageDigest digest, LongConsumer sent) {
        this.file = file;
        this.digest = digest;
        this.sent = sent;
        String name = file.getFileName().toString().replaceAll("[\"\\r\\n]", "_");
        this.head = ("--" + boundary + "\r\nContent-Disposition: form-data; name=\"metadata\"\r\n"
                        + "Content-Type: application/json\r\n\r\n" + metadata + "\r\n--" + boundary
                        + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                        + "\"\r\nContent-Type: application/fits\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        this.tail = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8);
    }

    Map<String, String> headers() {
        return Map.of("Content-Type", "multipart/form-data; boundary=" + boundary);
    }

    @Override
    public long length() throws IOException {
        return head.length + Files.size(file) + tail.length;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        out.write(head);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                digest.update(buffer, 0, n);
                sent.accept(n);
            }
        }
        out.write(tail);
    }

    /** @return checksum of the file's bytes; once, after they were sent */
    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
