package org.periapsis.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.periapsis.kit.http.ClientAddress;

/** Searches that take long and are asked for in numbers hold up whoever asks for them, and nobody else. */
@ExtendWith(OneStack.class)
class SearchTurnsIT {
    private static final int CROWD = 80;
    private static final String HEAVY = "/products?facets=true&limit=1000";

    private static TestStack stack;

    @BeforeAll
    static void start(TestStack shared) {
        stack = shared;
    }

    @Test
    void oneAddressAndOnePersonLeaveTheOthersTheirConnections() throws Exception {
        ExecutorService crowd = Executors.newFixedThreadPool(2 * CROWD);
        try (Connection lock = stack.view.superuser()) {
            lock.setAutoCommit(false);
            try (Statement statement = lock.createStatement()) {
                // What takes as long as one likes: a search of locked rows.
                statement.execute("lock table indexer.product in access exclusive mode");
            }
            List<CompletableFuture<HttpResponse<String>>> address = asked(crowd, () -> from("10.0.0.66", HEAVY));
            TestStack.eventually(() -> refused(address) > 0);
            // Holdings are of another table: they need a connection, and there is one.
            TestStack.eventually(() -> of("vic", "/sites/holdings").statusCode() == 200);

            List<CompletableFuture<HttpResponse<String>>> person = asked(crowd, () -> of("eve", HEAVY));
            TestStack.eventually(() -> refused(person) > 0);
            // Whoever asks for the platform has turns of their own.
            TestStack.eventually(() -> service().statusCode() == 200);
            lock.rollback();

            for (CompletableFuture<HttpResponse<String>> each : address) {
                assertThat(each.join().statusCode()).isIn(200, 429, 503);
            }
            assertThat(from("10.0.0.66", HEAVY).statusCode()).isEqualTo(200);
            assertThat(of("eve", HEAVY).statusCode()).isEqualTo(200);
        } finally {
            crowd.shutdownNow();
        }
    }

    private static HttpResponse<String> from(String address, String path) throws Exception {
        return stack.get(path, ClientAddress.FORWARDED, address);
    }

    private static HttpResponse<String> of(String person, String path) throws Exception {
        return stack.get(path, "Authorization", stack.bearer(person, List.of("user"), List.of()));
    }

    private static HttpResponse<String> service() throws Exception {
        String token = stack.token("notifier", List.of("service"), List.of());
        return stack.get("/sites/holdings", "Authorization", "Bearer " + token);
    }

    private static List<CompletableFuture<HttpResponse<String>>> asked(
            ExecutorService crowd, Callable<HttpResponse<String>> question) {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            CompletableFuture<HttpResponse<String>> answer = new CompletableFuture<>();
            crowd.execute(() -> {
                try {
                    answer.complete(question.call());
                } catch (Exception e) {
                    answer.completeExceptionally(e);
                }
            });
            answers.add(answer);
        }
        return answers;
    }

    /** Those that were told that they ask for too much, and when they may again. */
    private static long refused(List<CompletableFuture<HttpResponse<String>>> answers) {
        return answers.stream()
                .filter(CompletableFuture::isDone)
                .map(CompletableFuture::join)
                .filter(answer -> answer.statusCode() == 429
                        && answer.headers().firstValue("Retry-After").isPresent())
                .count();
    }
}
