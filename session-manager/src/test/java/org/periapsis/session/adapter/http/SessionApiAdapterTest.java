package org.periapsis.session.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.periapsis.events.ManifestRef;
import org.periapsis.events.Outcome;
import org.periapsis.events.Owner;
import org.periapsis.events.SessionRenewalRequested;
import org.periapsis.events.SessionRequested;
import org.periapsis.events.SessionShared;
import org.periapsis.events.SessionStopRequested;
import org.periapsis.events.SessionUnshared;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.auth.SessionPass;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.observe.Audit;
import org.periapsis.kit.observe.Observer;
import org.periapsis.session.ApiClient;
import org.periapsis.session.Facts;
import org.periapsis.session.TestIssuer;
import org.periapsis.session.domain.request.RequestLimits;
import org.periapsis.session.domain.request.RequestRefused;
import org.periapsis.session.domain.request.Selected;
import org.periapsis.session.domain.view.TrafficView;
import org.slf4j.LoggerFactory;

class SessionApiAdapterTest {
    private static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");
    private final Vertx vertx = Vertx.vertx();
    private final MemoryViews views = new MemoryViews();
    private ApiClient ada;
    private ApiClient bob;
    private ApiClient operator;
    private ApiClient nobody;
    private ApiClient stranger;
    private ApiClient service;
    private volatile TrafficView.Question asked;
    private volatile java.util.function.Supplier<Future<Void>> behind = Future::succeededFuture;
    private volatile boolean whole = true;

    @BeforeEach
    void start() throws Exception {
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

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    private static JsonObject asked(String... ids) {
        return new JsonObject()
                .put("datalab", new JsonObject().put("id", "notebook"))
                .put("ids", new JsonArray(List.of(ids)));
    }

    /** One sum a step, telling what was asked. */
    private CompletableFuture<List<TrafficView.Sum>> traffic(TrafficView.Question question) {
        asked = question;
        return CompletableFuture.completedFuture(
                List.of(new TrafficView.Sum(question.site().orElse("esac"), question.from(), 3, 1, 2)));
    }

    private UUID ready() {
        UUID id = UUID.randomUUID();
        Facts facts = Facts.session(id);
        views.fact(facts.requested());
        views.fact(facts.placed("0", 1, "esac", 0, 3));
        views.fact(facts.ready("0", 1, "esac", NOW.plusSeconds(3600)));
        return id;
    }

    @Test
    void whileTheViewIsMadeAnewNothingIsToldToBeNowhere() throws Exception {
        whole = false;
        for (ApiClient.Answer answer :
                List.of(ada.get("/sessions/" + UUID.randomUUID()), ada.post("/jobs", asked("ivo://a?1")))) {
            assertThat(answer.status()).isEqualTo(503);
        }
        whole = true;
        assertThat(ada.get("/sessions/" + UUID.randomUUID()).status()).isEqualTo(404);
    }

    @Test
    void asksWhoeverIsNotSignedInToSignIn() throws Exception {
        for (String path : List.of("/sessions", "/jobs", "/sites", "/datalabs", "/nothing")) {
            ApiClient.Answer answer = nobody.get(path);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.json().getString("remedy")).isNotBlank();
        }
        assertThat(nobody.get("/health/live").status()).isEqualTo(200);
        assertThat(nobody.get("/metrics").text()).contains(SessionApi.REQUESTS);
    }

    @Test
    void writesOneRequestWithDefaultsAndSaysWhereToLook() throws Exception {
        ApiClient.Answer answer = ada.post("/sessions", asked("ivo://a?2", "ivo://a?1"));
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.location()).isEqualTo("sessions/" + answer.json().getString("id"));
        assertThat(answer.position()).isEqualTo("periapsis.requests.v1:0:0");
        SessionRequested event = (SessionRequested) views.written().get(0).data();
        assertThat(event.getOwner()).isEqualTo(Facts.ADA);
        assertThat(event.getTeam()).isEqualTo("m31");
        assertThat(event.getDatalab().getVersion()).isEqualTo("1");
        assertThat(event.getLeaseS()).isEqualTo(8 * 3600);
        assertThat(event.getResources().getCores()).isEqualTo(1.0);
        assertThat(event.getShards()).hasSize(1);
        assertThat(ada.get("/" + answer.location(), answer.position()).json().getString("state"))
                .isEqualTo("REQUESTED");
    }

    @Test
    void repeatsTheAnswerToARepeatedKeyAndRefusesAnotherBodyUnderIt() throws Exception {
        ApiClient.Answer first = ada.post("/sessions", asked("ivo://a?1"), "Idempotency-Key", "k1");
        JsonObject reordered = new JsonObject()
                .put("ids", new JsonArray(List.of("ivo://a?1")))
                .put("datalab", new JsonObject().put("id", "notebook"));
        assertThat(ada.post("/sessions", reordered, "Idempotency-Key", "k1")).isEqualTo(first);
        assertThat(views.written()).hasSize(1);
        ApiClient.Answer other = ada.post("/sessions", asked("ivo://a?9"), "Idempotency-Key", "k1");
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.field()).isEqualTo("Idempotency-Key");
        // Keys are a person's own.
        assertThat(bob.post("/sessions", asked("ivo://a?9"), "Idempotency-Key", "k1")
                        .status())
                .isEqualTo(202);
    }

    @Test
    void namesTheFieldAtFault() throws Exception {
        assertThat(ada.post("/sessions", asked().put("lease_s", 1)).field()).isEqualTo("lease_s");
        assertThat(ada.post("/sessions", asked().put("lease_s", "long")).field())
                .isEqualTo("lease_s");
        assertThat(ada.post("/sessions", asked().put("products", 1)).field()).isEqualTo("products");
        assertThat(ada.post("/sessions", new JsonObject()).field()).isEqualTo("datalab");
        assertThat(ada.post("/sessions", asked().put("resources", new JsonObject().put("cores", "two")))
                        .field())
                .isEqualTo("resources.cores");
        assertThat(ada.post("/sessions", asked().put("resources", new JsonObject().put("cores", 0)))
                        .field())
                .isEqualTo("resources.cores");
        assertThat(ada.post("/sessions", asked().put("site", "atlantis")).field())
                .isEqualTo("site");
        assertThat(ada.post("/sessions", asked().put("team", "m87")).field()).isEqualTo("team");
        assertThat(ada.post("/jobs", asked("ivo://a?1")).field()).isEqualTo("datalab.id");
        JsonObject job = new JsonObject().put("datalab", new JsonObject().put("id", "statistics"));
        assertThat(ada.post("/jobs", job).field()).isEqualTo("ids");
        ApiClient.Answer secret = ada.post("/sessions", asked("ivo://a?secret"));
        assertThat(secret.status()).isEqualTo(422);
        assertThat(secret.json().getString("detail")).contains("ivo://a?secret");
        assertThat(views.written()).isEmpty();
    }

    @Test
    void showsATeamsSessionsToTheTeamAndHidesThemFromOthers() throws Exception {
        UUID id = UUID.randomUUID();
        views.fact(new Facts(id, org.periapsis.events.EntityKind.SESSION, Facts.ADA, "m33").requested());
        assertThat(ada.get("/sessions/" + id).status()).isEqualTo(200);
        assertThat(bob.get("/sessions/" + id).status()).isEqualTo(404);
        assertThat(operator.get("/sessions/" + id).status()).isEqualTo(200);
        assertThat(ada.get("/jobs/" + id).status()).isEqualTo(404);
        assertThat(ada.get("/sessions/not-an-id").status()).isEqualTo(404);
    }

    @Test
    void letsOnlyTheOwnerAndOperatorsEndASession() throws Exception {
        UUID id = ready();
        assertThat(bob.delete("/sessions/" + id).status()).isEqualTo(403);
        assertThat(operator.delete("/sessions/" + id).status()).isEqualTo(202);
        assertThat(views.written().get(0).data()).isInstanceOf(SessionStopRequested.class);
        assertThat(ada.delete("/sessions/" + id).status()).isEqualTo(202);
        assertThat(views.written()).hasSize(1);
        views.fact(Facts.session(id).concluded(Outcome.STOPPED));
        assertThat(ada.delete("/sessions/" + id).status()).isEqualTo(204);
        assertThat(ada.post("/sessions/" + id + "/renew", new JsonObject().put("extend_s", 60))
                        .status())
                .isEqualTo(409);
    }

    @Test
    void launchesAndRightsAreWrittenDown() throws Exception {
        ListAppender<ILoggingEvent> audited = new ListAppender<>();
        Logger audit = (Logger) LoggerFactory.getLogger(Audit.LOGGER);
        audit.setLevel(Level.INFO);
        audited.start();
        audit.addAppender(audited);
        String session = "/sessions/" + ready();
        ada.post("/sessions", asked("ivo://a?1"));
        ada.put(session + "/people/bob");
        ada.delete(session + "/people/bob");
        operator.delete(session);
        audit.detachAppender(audited);
        assertThat(audited.list)
                .extracting(line -> new JsonObject(line.getFormattedMessage()))
                .extracting(act -> act.getString("act") + " " + act.getString("who"))
                .containsExactly(
                        "SESSION_REQUESTED ada", "PERSON_LET_IN ada", "PERSON_PUT_OUT ada", "SESSION_STOPPED eve");
    }

    @Test
    void theOwnerAloneLetsPeopleIn() throws Exception {
        UUID id = ready();
        String ruth = "/sessions/" + id + "/people/ruth";
        assertThat(bob.put(ruth).status()).isEqualTo(403);
        // Least of all themselves.
        assertThat(operator.put("/sessions/" + id + "/people/eve").status()).isEqualTo(403);
        assertThat(views.written()).isEmpty();
        assertThat(operator.get("/sessions/" + id).json().getBoolean("may_enter"))
                .isFalse();
        assertThat(bob.get("/sessions/" + id).json().getBoolean("may_enter")).isFalse();

        ApiClient.Answer in = ada.put(ruth);
        assertThat(in.status()).as(in.text()).isEqualTo(202);
        assertThat(in.json().getBoolean("may_enter")).isTrue();
        JsonObject person = in.json().getJsonArray("people").getJsonObject(0);
        assertThat(person.getString("subject")).isEqualTo("ruth");
        assertThat(person.getString("by")).isEqualTo("ada");
        assertThat(views.written().get(0).data()).isInstanceOf(SessionShared.class);
        assertThat(ada.put(ruth).status()).isEqualTo(202);
        assertThat(views.written()).hasSize(1);
        assertThat(ada.get("/sessions/" + id + "/people").json().getJsonArray("items"))
                .hasSize(1);

        assertThat(bob.delete(ruth).status()).isEqualTo(403);
        assertThat(operator.delete(ruth).status()).isEqualTo(202);
        assertThat(views.written().get(1).data()).isInstanceOf(SessionUnshared.class);
        assertThat(ada.delete(ruth).status()).isEqualTo(204);
        assertThat(ada.get("/sessions/" + id).json().getJsonArray("people")).isEmpty();
    }

    @Test
    void takesNothingForMissingWhileTheViewIsBehind() throws Exception {
        Facts late = new Facts(UUID.randomUUID(), org.periapsis.events.EntityKind.SESSION, Facts.ADA, "m33");
        behind = () -> Future.<Void>succeededFuture().onComplete(there -> views.fact(late.requested()));
        assertThat(ada.get("/sessions/" + late.id()).status()).isEqualTo(200);
        behind = () -> Future.failedFuture(
                org.periapsis.kit.http.Problem.unavailable("behind").exception());
        assertThat(ada.get("/jobs/" + late.id()).status()).isEqualTo(503);
        assertThat(ada.get("/datalabs/none").status()).isEqualTo(503);
    }

    @Test
    void whoIsLetInSeesTheSessionAndLeavesIt() throws Exception {
        UUID id = ready();
        assertThat(stranger.get("/sessions/" + id).status()).isEqualTo(404);
        ada.put("/sessions/" + id + "/people/stranger");
        assertThat(stranger.get("/sessions/" + id).json().getBoolean("may_enter"))
                .isTrue();
        assertThat(stranger.delete("/sessions/" + id).status()).isEqualTo(403);
        assertThat(stranger.put("/sessions/" + id + "/people/ruth").status()).isEqualTo(403);
        assertThat(stranger.delete("/sessions/" + id + "/people/stranger").status())
                .isEqualTo(202);
        assertThat(stranger.get("/sessions/" + id).status()).isEqualTo(404);
    }

    @Test
    void whoeverIsLetInAtOnceWithTheFiftiethIsToldThatThereIsNoRoom() throws Exception {
        UUID id = ready();
        for (int i = 1; i < 50; i++) {
            assertThat(ada.put("/sessions/" + id + "/people/p" + i).status()).isEqualTo(202);
        }
        Owner first = new Owner(Facts.ADA.getIssuer(), "first");
        views.before(new SessionShared(id, Facts.ADA, "m31", "hub", first, Facts.ADA));

        ApiClient.Answer late = ada.put("/sessions/" + id + "/people/second");

        assertThat(late.status()).as(late.text()).isEqualTo(409);
        assertThat(late.text()).contains("At most 50 people");
        JsonArray people = ada.get("/sessions/" + id + "/people").json().getJsonArray("items");
        assertThat(people).hasSize(50);
        assertThat(people.encode()).contains("\"first\"").doesNotContain("second");
    }

    @Test
    void nobodyIsLetInByANameThatIsNone() throws Exception {
        UUID id = ready();
        for (String name : List.of("%00", "a%0Ab", "%20", "a%2Fb", "ada", "x".repeat(128) + "y", "%E2%80%AEeve")) {
            assertThat(ada.put("/sessions/" + id + "/people/" + name).status())
                    .as(name)
                    .isIn(400, 404, 422);
        }
        for (int i = 0; i < 50; i++) {
            assertThat(ada.put("/sessions/" + id + "/people/p" + i).status()).isEqualTo(202);
        }
        assertThat(ada.put("/sessions/" + id + "/people/p51").status()).isEqualTo(409);
        views.fact(Facts.session(id).concluded(Outcome.STOPPED));
        assertThat(ada.put("/sessions/" + id + "/people/p1").status()).isEqualTo(409);
    }

    @Test
    void renewsWithinThePolicy() throws Exception {
        UUID id = ready();
        String path = "/sessions/" + id + "/renew";
        ApiClient.Answer longer = ada.post(path, new JsonObject().put("extend_s", 600));
        assertThat(longer.status()).isEqualTo(202);
        assertThat(((SessionRenewalRequested) views.written().get(0).data()).getExpiresAt())
                .isEqualTo(NOW.plusSeconds(4200));
        assertThat(longer.json().getString("expires_at"))
                .isEqualTo(NOW.plusSeconds(4200).toString());
        assertThat(ada.post(path, new JsonObject().put("extend_s", 72 * 3600)).field())
                .isEqualTo("extend_s");
        assertThat(ada.post(path, new JsonObject().put("expires_at", "2026-11-22T05:00:00Z"))
                        .field())
                .isEqualTo("expires_at");
        assertThat(ada.post(path, new JsonObject().put("expires_at", "tomorrow"))
                        .field())
                .isEqualTo("expires_at");
        assertThat(ada.post(path, new JsonObject()).field()).isEqualTo("expires_at");
    }

    @Test
    void answers503WhenTheViewDoesNotCome() throws Exception {
        assertThat(ada.get("/sessions", "periapsis.requests.v1:0:5000").status())
                .isEqualTo(503);
        assertThat(ada.get("/sessions", "periapsis.products.v1:0:5000").status())
                .isEqualTo(200);
        assertThat(ada.get("/sessions", "rubbish").status()).isEqualTo(400);
    }

    @Test
    void asksTheSchedulerInTermsOfShards() throws Exception {
        ApiClient.Answer answer = ada.post("/placements/preview", asked("ivo://a?1", "ivo://a?2"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().getString("outcome")).isEqualTo("start");
        assertThat(answer.json().getInteger("seen")).isEqualTo(1);
        assertThat(answer.json().getLong("bytes")).isEqualTo(20);
        assertThat(views.written()).isEmpty();
    }

    @Test
    void asksForTrafficInWholeHoursAndSaysWhatItTook() throws Exception {
        JsonObject day = ada.get("/sites/traffic?site=jive").json();
        assertThat(asked.from()).isEqualTo(NOW.minusSeconds(86_400));
        assertThat(asked.to()).isEqualTo(NOW);
        assertThat(day.getString("step")).isEqualTo("PT1H");
        assertThat(day.getJsonArray("items").getJsonObject(0))
                .isEqualTo(new JsonObject()
                        .put("site", "jive")
                        .put("time", asked.from().toString())
                        .put("in_place_bytes", 3)
                        .put("moved_bytes", 1)
                        .put("runs", 2));
        ada.get("/sites/traffic?from=2026-11-01T10:59:59Z&to=2026-11-03T00:00:01Z&step=P1D");
        assertThat(asked.from()).isEqualTo(Instant.parse("2026-11-01T10:00:00Z"));
        assertThat(asked.to()).isEqualTo(Instant.parse("2026-11-03T01:00:00Z"));
        assertThat(asked.step().toHours()).isEqualTo(24);
    }

    @Test
    void namesTheParameterOfATrafficQuestionThatCannotBeAnswered() throws Exception {
        for (String[] bad : new String[][] {
            {"step=PT1M", "step"},
            {"step=PT90M", "step"},
            {"step=-PT1H", "step"},
            {"step=P9999999999D", "step"},
            {"step=hour", "step"},
            {"from=yesterday", "from"},
            {"from=2026-11-23T00:00:00Z", "from"},
            {"from=2020-01-01T00:00:00Z", "from"},
            {"to=%2B999999999-01-01T00:00:00Z&from=2020-01-01T00:00:00Z", "to"}
        }) {
            ApiClient.Answer answer = ada.get("/sites/traffic?" + bad[0]);
            assertThat(answer.status()).as(bad[0]).isEqualTo(400);
            assertThat(answer.json().getString("field")).as(bad[0]).isEqualTo(bad[1]);
            assertThat(answer.json().getString("remedy")).isNotBlank();
        }
    }

    @Test
    void relaysTheLogFromTheSitesAgentByThePassAloneAndSendsNoTokenThere() throws Exception {
        List<String> tokens = new CopyOnWriteArrayList<>();
        int agent = vertx.createHttpServer()
                .requestHandler(request -> {
                    tokens.addAll(request.headers().getAll("Authorization"));
                    boolean known = "of-the-portal".equals(request.getHeader(SessionPass.HEADER))
                            && request.path().endsWith("/logs");
                    request.response().setStatusCode(known ? 200 : 403).end("line of " + request.query());
                })
                .listen(0, "127.0.0.1")
                .await(30, TimeUnit.SECONDS)
                .actualPort();
        UUID id = ready();
        assertThat(ada.get("/sessions/" + id + "/logs").status()).isEqualTo(503);
        views.fact(Facts.offered("esac", "http://127.0.0.1:" + agent + "/"));
        // Behind the portal there is nobody whose word the site takes.
        assertThat(ada.get("/sessions/" + id + "/logs").status()).isEqualTo(503);
        ApiClient.Answer log = ada.send(
                        "GET", "/sessions/" + id + "/logs?tail=7", null, SessionPass.HEADER, "of-the-portal")
                .get(30, TimeUnit.SECONDS);
        assertThat(log.status()).isEqualTo(200);
        assertThat(log.text()).isEqualTo("line of run=0&tail=7&follow=false");
        ApiClient.Answer head = ada.send(
                        "HEAD", "/sessions/" + id + "/logs?follow=true", null, SessionPass.HEADER, "of-the-portal")
                .get(30, TimeUnit.SECONDS);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.text()).isEmpty();
        assertThat(tokens).isEmpty();
    }

    @Test
    void tellsServicesAloneWhereARunIsAndWhetherItGoesOn() throws Exception {
        UUID id = ready();
        String path = "/runs/" + id + "/0";
        assertThat(nobody.get(path).status()).isEqualTo(401);
        assertThat(ada.get(path).status()).isEqualTo(403);
        assertThat(operator.get(path).status()).isEqualTo(403);
        JsonObject run = service.get(path).json();
        assertThat(run.getString("site")).isEqualTo("esac");
        assertThat(run.getInteger("epoch")).isEqualTo(1);
        assertThat(run.getString("kind")).isEqualTo("SESSION");
        assertThat(run.getJsonObject("owner").getString("subject")).isEqualTo("ada");
        assertThat(run.getString("requested_at")).isNotBlank();
        assertThat(run.getBoolean("going")).isTrue();
        assertThat(service.get("/runs/" + UUID.randomUUID() + "/0").status()).isEqualTo(404);

        // Asked to stop is stopped, as far as its programs may still act.
        assertThat(ada.delete("/sessions/" + id).status()).isEqualTo(202);
        assertThat(service.get(path).json().getBoolean("going")).isFalse();
    }

    @Test
    void writesDownWhoLetsWhomIn() throws Exception {
        UUID id = ready();
        Logger audit = (Logger) LoggerFactory.getLogger(Audit.LOGGER);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        audit.setLevel(Level.INFO);
        audit.addAppender(lines);
        try {
            assertThat(ada.put("/sessions/" + id + "/people/ruth").status()).isEqualTo(202);
            assertThat(stranger.put("/sessions/" + id + "/people/stranger").status())
                    .isEqualTo(404);
            assertThat(ada.delete("/sessions/" + id + "/people/ruth").status()).isEqualTo(202);
        } finally {
            audit.detachAppender(lines);
        }
        List<JsonObject> acts = lines.list.stream()
                .map(line -> new JsonObject(line.getFormattedMessage()))
                .toList();
        assertThat(acts)
                .extracting(act -> act.getString("act") + " " + act.getString("who") + " " + act.getInteger("status"))
                .containsExactly("PERSON_LET_IN ada 202", "PERSON_LET_IN stranger 404", "PERSON_PUT_OUT ada 202");
        assertThat(acts.get(0).getString("path")).isEqualTo("/sessions/" + id + "/people/ruth");
    }

    @Test
    void saysThatAMethodIsWrongAlsoToWhoIsNotSignedIn() throws Exception {
        ApiClient.Answer refused = nobody.delete("/sites");
        assertThat(refused.status()).isEqualTo(405);
        assertThat(refused.json().getString("allow")).isEqualTo("GET, HEAD");
        assertThat(nobody.get("/sites").status()).isEqualTo(401);
        assertThat(nobody.delete("/nothing").status()).isEqualTo(401);
        assertThat(ada.send("HEAD", "/sites", null).get(30, TimeUnit.SECONDS).status())
                .isEqualTo(200);
    }
}
