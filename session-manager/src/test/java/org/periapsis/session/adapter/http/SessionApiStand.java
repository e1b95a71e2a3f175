package org.periapsis.session.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.periapsis.events.ManifestRef;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.observe.Observer;
import org.periapsis.session.ApiClient;
import org.periapsis.session.Facts;
import org.periapsis.session.TestIssuer;
import org.periapsis.session.domain.request.RequestLimits;
import org.periapsis.session.domain.request.RequestRefused;
import org.periapsis.session.domain.request.Selected;
import org.periapsis.session.domain.view.TrafficView;

/** The API over views in memory, and people of all kinds at it. */
final class SessionApiStand {
    static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");
    final Vertx vertx = Vertx.vertx();
    final MemoryViews views = new MemoryViews();
    final ApiClient ada;
    final ApiClient bob;
    final ApiClient operator;
    final ApiClient nobody;
    final ApiClient stranger;
    final ApiClient service;
    /** What was asked of the traffic last. */
    volatile TrafficView.Question question;
    /** What a reader waits for who finds nothing. */
    volatile Supplier<Future<Void>> behind = Future::succeededFuture;
    /** Whether the view is made. */
    volatile boolean whole = true;

    SessionApiStand() throws Exception {
        TestIssuer issuer = new TestIssuer(vertx);
        Freshness freshness = new Freshness(
                (positions, deadline) ->
                        Future.succeededFuture(positions.stream().allMatch(position -> position.offset() < 1_000)),
                () -> whole,
                Set.of(Topic.REQUESTS),
                () -> behind.get());
        Desk desk = new Desk(views, views, freshness, RequestLimits.standard(), Clock.fixed(NOW, ZoneOffset.UTC));
        SessionApi.Peers peers = new SessionApi.Peers(
                (selection, who) -> selection.ids().contains("ivo://a?secret")
                        ? CompletableFuture.failedFuture(new RequestRefused(
                                RequestRefused.Code.PRODUCTS_NOT_AVAILABLE, "ids", "ivo://a?secret", "no", null))
                        : CompletableFuture.completedFuture(selection.ids().stream()
                                .map(id -> new Selected(id, 10, List.of("esac"), id))
                                .toList()),
                manifest -> CompletableFuture.completedFuture(
                        new ManifestRef("s3://m/1", "1", manifest.entries().size(), manifest.bytes())),
                uri -> CompletableFuture.completedFuture(List.of("ivo://a/esac?1")),
                (ids, who) -> CompletableFuture.completedFuture(Set.copyOf(ids)),
                (question, trace) -> CompletableFuture.completedFuture(new JsonObject()
                        .put("outcome", "start")
                        .put("seen", question.shards().size())
                        .encode()),
                new AgentLogs(vertx.createHttpClient()),
                new AgentTasks(vertx.createHttpClient()));
        Tokens tokens = Tokens.checking(vertx, TestIssuer.NAME, issuer.publicKey());
        int port = SessionApi.router(
                        vertx, tokens, new Observer("session-manager", ""), desk, this::traffic, peers, "hub")
                .compose(router -> ServiceRoutes.listen(
                        vertx, router, new HttpConfig("127.0.0.1", 0, TestIssuer.NAME, issuer.publicKey())))
                .await(30, TimeUnit.SECONDS)
                .actualPort();
        ada = new ApiClient(port, issuer.token("ada", "m31", "user"));
        bob = new ApiClient(port, issuer.token("bob", "m31", "user"));
        operator = new ApiClient(port, issuer.token("eve", "ops", "operator"));
        nobody = new ApiClient(port, null);
        service = new ApiClient(port, issuer.token("portal", "none", "service"));
        stranger = new ApiClient(port, issuer.token("stranger", "m87", "user"));
    }

    void stop() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    /** @return what asks for a notebook over some products */
    static JsonObject asked(String... ids) {
        return ApiClient.ask("notebook", ids);
    }

    /** One sum a step, telling what was asked. */
    private CompletableFuture<List<TrafficView.Sum>> traffic(TrafficView.Question asked) {
        question = asked;
        return CompletableFuture.completedFuture(
                List.of(new TrafficView.Sum(asked.site().orElse("esac"), asked.from(), 3, 1, 2)));
    }

    /** @return the id of a session of ada's that is ready */
    UUID ready() {
        UUID id = UUID.randomUUID();
        Facts facts = Facts.session(id);
        views.fact(facts.requested());
        views.fact(facts.placed("0", 1, "esac", 0, 3));
        views.fact(facts.ready("0", 1, "esac", NOW.plusSeconds(3600)));
        return id;
    }
}
