package org.periapsis.session.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.periapsis.events.ManifestRef;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.observe.Observer;
import org.periapsis.session.ApiClient;
import org.periapsis.session.TestIssuer;
import org.periapsis.session.domain.request.Products;
import org.periapsis.session.domain.request.RequestLimits;
import org.periapsis.session.domain.request.RequestRefused;
import org.periapsis.session.domain.request.Requester;
import org.periapsis.session.domain.request.Selected;
import org.periapsis.session.domain.request.Selection;

/** Selections of several people, and several of one. */
class SelectionTurnsAdapterTest {
    private static final long A_WHILE_MS = 20;

    private final Vertx vertx = Vertx.vertx();
    private final Held held = new Held();
    private TestIssuer issuer;
    private int port;

    /** Counts selections from when their products are asked for until their manifest is kept. */
    private final class Held implements Products {
        private final Map<String, Integer> now = new HashMap<>();
        private CompletableFuture<Boolean> index = CompletableFuture.completedFuture(true);
        private int mostAtOnce;
        private int mostOfOne;

        @Override
        public CompletionStage<List<Selected>> resolve(Selection selection, Requester who) {
            began(who.subject());
            CompletableFuture<List<Selected>> found = new CompletableFuture<>();
            vertx.setTimer(
                    A_WHILE_MS,
                    later -> found.complete(
                            List.of(new Selected("ivo://a?" + who.subject(), 10, List.of("esac"), "{}"))));
            return found.thenCombine(index, (selected, there) -> selected);
        }

        @Override
        public CompletionStage<List<Selected>> placed(Selection selection, Requester who) {
            return resolve(selection, who).thenApply(found -> {
                ended(who.subject());
                return found;
            });
        }

        private synchronized void began(String who) {
            now.merge(who, 1, Integer::sum);
            mostOfOne = Math.max(mostOfOne, now.get(who));
            mostAtOnce = Math.max(
                    mostAtOnce, now.values().stream().mapToInt(each -> each).sum());
        }

        private synchronized void ended(String who) {
            now.merge(who, -1, Integer::sum);
        }

        private CompletionStage<ManifestRef> keep(String who) {
            CompletableFuture<ManifestRef> kept = new CompletableFuture<>();
            vertx.setTimer(A_WHILE_MS, later -> {
                ended(who);
                kept.complete(new ManifestRef("s3://m/1", "1", 1, 10L));
            });
            return kept;
        }
    }

    @BeforeEach
    void start() throws Exception {
        issuer = new TestIssuer(vertx);
        MemoryViews views = new MemoryViews();
        Freshness freshness = new Freshness(
                (positions, deadline) -> Future.succeededFuture(true),
                () -> true,
                Set.of(Topic.REQUESTS),
                Future::succeededFuture);
        Desk desk = new Desk(views, views, freshness, RequestLimits.standard(), Clock.systemUTC());
        SessionApi.Peers peers = new SessionApi.Peers(
                held,
                manifest -> held.keep(manifest.entries().get(0).productId().substring("ivo://a?".length())),
                uri -> CompletableFuture.failedFuture(RequestRefused.notFound("none")),
                (ids, who) -> CompletableFuture.completedFuture(Set.copyOf(ids)),
                (question, trace) -> CompletableFuture.completedFuture("{}"),
                new AgentLogs(vertx.createHttpClient()),
                new AgentTasks(vertx.createHttpClient()));
        port = SessionApi.router(
                        vertx,
                        Tokens.checking(vertx, TestIssuer.NAME, issuer.publicKey()),
                        new Observer("session-manager", ""),
                        desk,
                        question -> CompletableFuture.completedFuture(List.of()),
                        peers,
                        "hub")
                .compose(router -> ServiceRoutes.listen(
                        vertx, router, new HttpConfig("127.0.0.1", 0, TestIssuer.NAME, issuer.publicKey())))
                .await(30, TimeUnit.SECONDS)
                .actualPort();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    private List<Integer> all(List<String> paths, List<String> people) throws Exception {
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (String person : people) {
            ApiClient client = new ApiClient(port, issuer.token(person, "m31", "user"));
            for (String path : paths) {
                answers.add(
                        CompletableFuture.supplyAsync(() -> status(client, path), task -> new Thread(task).start()));
            }
        }
        List<Integer> statuses = new ArrayList<>();
        for (CompletableFuture<Integer> answer : answers) {
            statuses.add(answer.get(60, TimeUnit.SECONDS));
        }
        return statuses;
    }

    private int status(ApiClient client, String path) {
        JsonObject body = new JsonObject()
                .put("datalab", new JsonObject().put("id", "notebook"))
                .put("ids", new JsonArray().add("ivo://a?1"));
        try {
            int status = client.post(path, body).status();
            if (status == 429) {
                held.index.complete(true);
            }
            return status;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void fewSelectionsAreHeldAtOnceAndOneOfEach() throws Exception {
        List<Integer> statuses = all(
                List.of("/sessions", "/placements/preview", "/sessions", "/placements/preview"),
                List.of("ada", "bob", "eve"));
        assertThat(statuses).hasSize(12).containsOnly(200, 202);
        assertThat(held.mostAtOnce).isLessThanOrEqualTo(2);
        assertThat(held.mostOfOne).isEqualTo(1);
    }

    @Test
    void whoSelectsTooOftenAtOnceIsToldSo() throws Exception {
        held.index = new CompletableFuture<>();
        List<Integer> statuses = all(Collections.nCopies(34, "/placements/preview"), List.of("ada"));
        // One is selected and 32 wait.
        assertThat(statuses).filteredOn(status -> status == 200).hasSize(33);
        assertThat(statuses).contains(429);
    }
}
