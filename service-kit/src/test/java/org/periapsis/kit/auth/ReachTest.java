package org.periapsis.kit.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReachTest {
    private static final String OWN = "6f1c0a4e-58a0-4c4e-9f63-0f2a6f0d9a01";
    private static final Caller RUN = caller("run:" + OWN);
    private static final Caller SITE = caller("site:esac");

    @Test
    void aRunReadsProductsAndItself() {
        for (String path : List.of(
                "/products",
                "/products/ivo:%2F%2Fa%2Fb",
                "/products/ivo:%2F%2Fa%2Fb/headers",
                "/products/1/preview",
                "/files/1",
                "/files/1/name.fits",
                "/sessions/" + OWN,
                "/sessions/" + OWN + "/events",
                "/jobs/" + OWN + "/logs")) {
            assertThat(Reach.SERVICE.refusal(RUN, "GET", path)).as(path).isEmpty();
            assertThat(Reach.SERVICE.refusal(RUN, "HEAD", path)).as(path).isEmpty();
            assertThat(Reach.SERVICE.refusal(RUN, "DELETE", path)).as(path).isPresent();
            assertThat(Reach.DOOR.refusal(RUN, "GET", "/api" + path)).as(path).isEmpty();
            // Without the prefix the door has other things: a session's own pages, for one.
            assertThat(Reach.DOOR.refusal(RUN, "GET", path)).as(path).isPresent();
        }
        assertThat(Reach.SERVICE.refusal(RUN, "POST", "/products/summary")).isEmpty();
        assertThat(Reach.DOOR.refusal(RUN, "GET", "/auth/me")).isEmpty();
    }

    @Test
    void aRunDoesNothingElse() {
        for (String asked : List.of(
                "POST /auth/tokens",
                "GET /auth/tokens",
                "DELETE /auth/tokens/" + OWN,
                "POST /auth/links",
                "POST /auth/logout",
                "POST /auth/runs/token",
                "POST /api/auth/device/approve",
                "POST /api/sessions",
                "GET /api/sessions",
                "POST /api/jobs",
                "DELETE /api/sessions/" + OWN,
                "POST /api/sessions/" + OWN + "/renew",
                "PUT /api/sessions/" + OWN + "/people/eve",
                "GET /api/sessions/" + OWN + "/people",
                "GET /api/sessions/6f1c0a4e-58a0-4c4e-9f63-0f2a6f0d9a02",
                "GET /sessions/" + OWN + "/",
                "POST /api/archives/esa-sky/products",
                "PUT /api/basket",
                "POST /api/basket/share",
                "DELETE /api/basket/share",
                "GET /api/events",
                "GET /api/sites/holdings",
                "POST /api/products/resolve",
                "GET /metrics")) {
            String[] words = asked.split(" ", 2);
            assertThat(Reach.DOOR.refusal(RUN, words[0], words[1])).as(asked).isPresent();
        }
    }

    @Test
    void aSitesAgentAsksWhatStagingNeedsAndForItsRunsTokens() {
        assertThat(Reach.SERVICE.refusal(SITE, "POST", "/products/rights")).isEmpty();
        assertThat(Reach.DOOR.refusal(SITE, "POST", "/auth/runs/token")).isEmpty();
        for (String asked : List.of(
                "GET /products",
                "GET /products/1",
                "POST /products/resolve",
                "POST /products/summary",
                "GET /files/1",
                "POST /sessions",
                "GET /sites",
                "GET /state/hash",
                "GET /events")) {
            String[] words = asked.split(" ", 2);
            assertThat(Reach.SERVICE.refusal(SITE, words[0], words[1]))
                    .as(asked)
                    .isPresent();
            assertThat(Reach.DOOR.refusal(SITE, words[0], "/api" + words[1]))
                    .as(asked)
                    .isPresent();
        }
    }

    @Test
    void peopleAndServicesAreNobodysToNarrow() {
        for (Caller caller : List.of(
                Caller.nobody(), caller("user"), caller("operator"), caller("service"), caller("user", "site:esac"))) {
            assertThat(Reach.DOOR.refusal(caller, "POST", "/auth/tokens")).isEmpty();
            assertThat(Reach.SERVICE.refusal(caller, "DELETE", "/jobs/1")).isEmpty();
        }
    }

    private static Caller caller(String... roles) {
        return new Caller("https://issuer", "ada", "Ada", Set.of(roles), List.of(), "", Grant.NONE);
    }
}
