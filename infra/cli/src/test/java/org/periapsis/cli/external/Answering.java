package org.periapsis.cli.external;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Waits for programs that were started. */
final class Answering {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private Answering() {}

    /** Asks once. */
    @FunctionalInterface
    interface Question {
        boolean answered() throws IOException, InterruptedException;
    }

    static void await(OsProcess process, Question question, Duration patience)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!question.answered()) {
            if (!process.alive() || System.nanoTime() > end) {
                throw new AssertionError(process.name() + " does not answer:\n" + process.tail(40));
            }
            Thread.sleep(100);
        }
    }

    /** @return whether it is there and content */
    static boolean ok(URI address) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(address)
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }
}
