package org.periapsis.client.ingest;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.periapsis.client.json.Json;
import org.periapsis.client.server.Api;
import org.periapsis.client.server.ServerProblem;

/** Offers one file to an archive, streamed, its metadata before it. What the server says it took must be what was sent. */
final class Upload {
    private static final int ATTEMPTS = 6;
    private static final int BUSY = 503;
    private static final long PAUSE_MS = 1_000;

    private final Api api;
    private final String archive;
    private final Json metadata;
    private final Optional<Integer> revised;

    /** @param revised the revision that is replaced */
    Upload(Api api, String archive, Json metadata, Optional<Integer> revised) {
        this.api = api;
        this.archive = archive;
        this.metadata = metadata;
        this.revised = revised;
    }

    /**
     * Waits where the site takes no more uploads at once.
     *
     * @param sent told how many bytes have gone since it was last told
     */
    Api.Answer send(Path file, LongConsumer sent) throws IOException {
        for (int attempt = 1; ; attempt++) {
            long[] gone = new long[1];
            try {
                return once(file, n -> {
                    gone[0] += n;
                    sent.accept(n);
                });
            } catch (ServerProblem problem) {
                sent.accept(-gone[0]);
                if (problem.status() != BUSY || attempt == ATTEMPTS) {
                    throw problem;
                }
                pause(attempt);
            }
        }
    }

    private Api.Answer once(Path file, LongConsumer counted) throws IOException {
        Multipart body = new Multipart(file, metadata, sha256(), counted);
        Map<String, String> headers = new HashMap<>(body.headers());
        revised.ifPresent(revision -> headers.put("If-Match", "\"" + revision + "\""));
        Api.Answer answer = api.stream("/api/archives/" + Api.encode(archive) + "/products", body, headers);
        String taken = answer.body().text("sha256").orElse("");
        String own = body.sha256();
        if (!taken.equals(own)) {
            throw new IOException("the server took other bytes than were sent: " + taken + " instead of " + own);
        }
        return answer;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void pause(int attempt) throws IOException {
        try {
            Thread.sleep(PAUSE_MS * attempt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
