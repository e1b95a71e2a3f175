package org.periapsis.session.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.session.adapter.http.SessionApiStand.NOW;
import static org.periapsis.session.adapter.http.SessionApiStand.asked;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.periapsis.kit.auth.SessionPass;
import org.periapsis.session.ApiClient;
import org.periapsis.session.Facts;

/** What the API tells of the sites: where a run would be and is, its log, and the traffic. */
class SessionSitesAdapterTest {
    private SessionApiStand api;

    @BeforeEach
    void start() throws Exception {
        api = new SessionApiStand();
    }

    @AfterEach
    void stop() throws Exception {
        api.stop();
    }

    @Test
    void asksTheSchedulerInTermsOfShards() throws Exception {
        ApiClient.Answer answer = api.ada.post("/placements/preview", asked("ivo://a?1", "ivo://a?2"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().getString("outcome")).isEqualTo("start");
        assertThat(answer.json().getInteger("seen")).isEqualTo(1);
        assertThat(answer.json().getLong("bytes")).isEqualTo(20);
        assertThat(api.views.written()).isEmpty();
    }

    @Test
    void asksForTrafficInWholeHoursAndSaysWhatItTook() throws Exception {
        JsonObject day = api.ada.get("/sites/traffic?site=jive").json();
        assertThat(api.question.from()).isEqualTo(NOW.minusSeconds(86_400));
        assertThat(api.question.to()).isEqualTo(NOW);
        assertThat(day.getString("step")).isEqualTo("PT1H");
        assertThat(day.getJsonArray("items").getJsonObject(0))
                .isEqualTo(new JsonObject()
                        .put("site", "jive")
                        .put("time", api.question.from().toString())
                        .put("in_place_bytes", 3)
                        .put("moved_bytes", 1)
                        .put("runs", 2));
        api.ada.get("/sites/traffic?from=2026-11-01T10:59:59Z&to=2026-11-03T00:00:01Z&step=P1D");
        assertThat(api.question.from()).isEqualTo(Instant.parse("2026-11-01T10:00:00Z"));
        assertThat(api.question.to()).isEqualTo(Instant.parse("2026-11-03T01:00:00Z"));
        assertThat(api.question.step().toHours()).isEqualTo(24);
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
            ApiClient.Answer answer = api.ada.get("/sites/traffic?" + bad[0]);
            assertThat(answer.status()).as(bad[0]).isEqualTo(400);
            assertThat(answer.json().getString("field")).as(bad[0]).isEqualTo(bad[1]);
            assertThat(answer.json().getString("remedy")).isNotBlank();
        }
    }

    @Test
    void relaysTheLogFromTheSitesAgentByThePassAloneAndSendsNoTokenThere() throws Exception {
        List<String> tokens = new CopyOnWriteArrayList<>();
        int agent = api.vertx
                .createHttpServer()
                .requestHandler(request -> {
                    tokens.addAll(request.headers().getAll("Authorization"));
                    boolean known = "of-the-portal".equals(request.getHeader(SessionPass.HEADER))
                            && request.path().endsWith("/logs");
                    request.response().setStatusCode(known ? 200 : 403).end("line of " + request.query());
                })
                .listen(0, "127.0.0.1")
                .await(30, TimeUnit.SECONDS)
                .actualPort();
        UUID id = api.ready();
        assertThat(api.ada.get("/sessions/" + id + "/logs").status()).isEqualTo(503);
        api.views.fact(Facts.offered("esac", "http://127.0.0.1:" + agent + "/"));
        // Behind the portal there is nobody whose word the site takes.
        assertThat(api.ada.get("/sessions/" + id + "/logs").status()).isEqualTo(503);
        ApiClient.Answer log = api.ada
                .send("GET", "/sessions/" + id + "/logs?tail=7", null, SessionPass.HEADER, "of-the-portal")
                .get(30, TimeUnit.SECONDS);
        assertThat(log.status()).isEqualTo(200);
        assertThat(log.text()).isEqualTo("line of run=0&tail=7&follow=false");
        ApiClient.Answer head = api.ada
                .send("HEAD", "/sessions/" + id + "/logs?follow=true", null, SessionPass.HEADER, "of-the-portal")
                .get(30, TimeUnit.SECONDS);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.text()).isEmpty();
        assertThat(tokens).isEmpty();
    }

    @Test
    void tellsServicesAloneWhereARunIsAndWhetherItGoesOn() throws Exception {
        UUID id = api.ready();
        String path = "/runs/" + id + "/0";
        assertThat(api.nobody.get(path).status()).isEqualTo(401);
        assertThat(api.ada.get(path).status()).isEqualTo(403);
        assertThat(api.operator.get(path).status()).isEqualTo(403);
        JsonObject run = api.service.get(path).json();
        assertThat(run.getString("site")).isEqualTo("esac");
        assertThat(run.getInteger("epoch")).isEqualTo(1);
        assertThat(run.getString("kind")).isEqualTo("SESSION");
        assertThat(run.getJsonObject("owner").getString("subject")).isEqualTo("ada");
        assertThat(run.getString("requested_at")).isNotBlank();
        assertThat(run.getBoolean("going")).isTrue();
        assertThat(api.service.get("/runs/" + UUID.randomUUID() + "/0").status())
                .isEqualTo(404);

        // Asked to stop is stopped, as far as its programs may still act.
        assertThat(api.ada.delete("/sessions/" + id).status()).isEqualTo(202);
        assertThat(api.service.get(path).json().getBoolean("going")).isFalse();
    }
}
