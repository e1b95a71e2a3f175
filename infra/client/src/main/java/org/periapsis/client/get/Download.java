package org.periapsis.client.get;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.LongConsumer;
import org.periapsis.client.server.Api;
import org.periapsis.client.server.ServerProblem;
import org.periapsis.client.server.Unreachable;

/**
 * Brings one file here. What was begun is gone on with, also by a later run: the part is named by the file's checksum. Only a
 * file with the right checksum gets its name.
 */
final class Download {
    private static final int ATTEMPTS = 5;
    private static final int BUFFER = 128 << 10;
    private static final Duration SILENCE = Duration.ofMinutes(1);
    private static final long FIRST_PAUSE_MS = 500;

    private final Api api;
    private final String path;
    private final FileEntry file;
    private final Path part;
    private final Path target;
    private final LongConsumer have;
    private long received;

    /** A file as the catalogue knows it. */
    record FileEntry(String name, long size, String sha256) {}

    /** The bytes that came are not those of the catalogue. */
    static final class WrongChecksum extends IOException {
        private static final long serialVersionUID = 1;

        WrongChecksum(FileEntry file, String sha256) {
            super(file.name() + " came with the checksum " + sha256 + ", not " + file.sha256()
                    + ": nothing of it is kept; tell the archive if that happens again");
        }
    }

    /**
     * @param path of the API
     * @param have told how many bytes are here
     */
    Download(Api api, String path, FileEntry file, Path target, LongConsumer have) {
        this.api = api;
        this.path = path;
        this.file = file;
        this.target = target;
        this.part = target.resolveSibling("." + target.getFileName() + "."
                + file.sha256().substring(0, Math.min(12, file.sha256().length())) + ".part");
        this.have = have;
    }

    /** @return bytes that were transferred */
    long run() throws IOException {
        long pause = FIRST_PAUSE_MS;
        for (int attempt = 1; ; attempt++) {
            long before = Files.exists(part) ? Files.size(part) : 0;
            try {
                attempt();
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                return received;
            } catch (ServerProblem problem) {
                if (attempt == ATTEMPTS || !passing(problem)) {
                    throw problem;
                }
            } catch (WrongChecksum wrong) {
                throw wrong;
            } catch (Unreachable away) {
                // A server that was there a moment ago may come back.
                if (attempt == ATTEMPTS || before == 0) {
                    throw away;
                }
            } catch (IOException broken) {
                long now = Files.exists(part) ? Files.size(part) : 0;
                if (attempt == ATTEMPTS && now <= before) {
                    throw new IOException(
                            file.name() + " broke off after " + now + " bytes (" + broken.getMessage()
                                    + "): the same command goes on from there",
                            broken);
                }
                attempt = now > before ? 0 : attempt;
            }
            sleep(pause);
            pause = Math.min(pause * 2, 8_000);
        }
    }

    private void attempt() throws IOException {
        MessageDigest digest = sha256();
        long begun = Files.exists(part) ? Files.size(part) : 0;
        long here = begun > 0 && begun <= file.size() ? digestOf(part, digest) : 0;
        if (here < file.size() || here == 0) {
            here = fetch(here, digest);
        }
        String sha256 = HexFormat.of().formatHex(digest.digest());
        if (here != file.size() || !sha256.equals(file.sha256())) {
            if (here < file.size()) {
                throw new IOException("the connection ended early");
            }
            Files.delete(part);
            throw new WrongChecksum(file, sha256);
        }
    }

    private long fetch(long from, MessageDigest digest) throws IOException {
        Api.Opened answer = api.open(path, from == 0 ? Map.of() : Map.of("Range", "bytes=" + from + "-"), SILENCE);
        boolean partial = answer.status() == 206;
        if (!partial) {
            digest.reset();
        }
        long here = partial ? from : 0;
        try (InputStream in = answer.body();
                OutputStream out = partial
                        ? Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                        : Files.newOutputStream(part)) {
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                digest.update(buffer, 0, n);
                here += n;
                received += n;
                have.accept(here);
            }
        }
        return here;
    }

    /** Adds a file to a digest. */
    static long digestOf(Path path, MessageDigest digest) throws IOException {
        long length = 0;
        try (InputStream in = Files.newInputStream(path)) {
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
                length += n;
            }
        }
        return length;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static boolean passing(ServerProblem problem) {
        return problem.status() == 429 || (problem.status() >= 502 && problem.status() <= 504);
    }

    private static void sleep(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
