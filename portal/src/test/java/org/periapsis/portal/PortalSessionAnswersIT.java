package org.periapsis.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.portal.SessionVisit.HTML;
import static org.periapsis.portal.SessionVisit.PATH;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program, a file and the portal answer is a page of their own host alone. */
@ExtendWith(OnePortal.class)
class PortalSessionAnswersIT {
    private static TestPortal portal;
    private static SessionVisit visit;
    private static RawHttp http;

    @BeforeAll
    static void start(TestPortal shared) {
        portal = shared;
        visit = new SessionVisit(portal);
        http = visit.http;
    }

    @BeforeEach
    void begin() {
        visit.begin();
    }

    @Test
    void whatAProgramSetsIsForItsOwnHost() throws Exception {
        String entry = visit.enter(portal.signIn("ada", "user"));
        RawHttp.Answer page = http.send(visit.host(), "GET", PATH, "Cookie", entry);
        assertThat(page.all("set-cookie")).containsExactly("_xsrf=2; Path=/; HttpOnly");
        assertThat(page.all("content-security-policy"))
                .containsExactly("frame-ancestors 'self'; report-uri /x", "frame-ancestors 'none'");
        assertThat(page.all("x-frame-options")).containsExactly("DENY");
        assertThat(page.all("cross-origin-opener-policy")).containsExactly("same-origin");
        assertThat(page.headers()).noneMatch(header -> header[0].equals("clear-site-data"));
        assertThat(page.headers()).noneMatch(header -> header[0].equals("service-worker-allowed"));
        RawHttp.Answer within = http.send(
                visit.host(),
                "GET",
                PATH,
                "Cookie",
                entry,
                "Sec-Fetch-Dest",
                "iframe",
                "Sec-Fetch-Mode",
                "navigate",
                "Sec-Fetch-Site",
                "same-origin");
        assertThat(within.all("x-frame-options")).containsExactly("SAMEORIGIN");
    }

    /** A proxy that stands before the portal would take them for the portal's own orders. */
    @Test
    void aProgramGivesNoOrdersToAProxy() throws Exception {
        portal.agent.answers(request -> request.response()
                .putHeader("X-Accel-Redirect", "/internal/secret")
                .putHeader("X-Sendfile", "/etc/passwd")
                .putHeader("Periapsis-Position", "esac.periapsis.products.v1:0:1")
                .putHeader("X-Kept", "1")
                .end());
        String entry = visit.enter(portal.signIn("ada", "user"));
        String token = "Bearer " + portal.token("ada", "user");
        for (RawHttp.Answer answer : List.of(
                http.send(visit.host(), "GET", PATH, "Cookie", entry),
                http.send(visit.home(), "GET", PATH, "Authorization", token))) {
            assertThat(answer.header("x-kept")).hasValue("1");
            assertThat(answer.headers())
                    .extracting(header -> header[0])
                    .doesNotContain("x-accel-redirect", "x-sendfile", "periapsis-position");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 102, 199, 0, 600, 999})
    void anAnswerThatIsNoneIsABrokenOne(int status) throws Exception {
        portal.agent.answers(request -> request.response().setStatusCode(status).end());
        String entry = visit.enter(portal.signIn("ada", "user"));
        RawHttp.Answer answer = http.send(visit.host(), "GET", PATH, "Cookie", entry);
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.body()).contains("broken-off");
    }

    @Test
    void aProgramsAnswerOnThePortalsHostIsNobodysPage() throws Exception {
        RawHttp.Answer page =
                http.send(visit.home(), "GET", PATH, "Authorization", "Bearer " + portal.token("ada", "user"));
        assertThat(page.body()).contains("the program's page");
        assertThat(page.all("set-cookie")).isEmpty();
        assertThat(page.all("access-control-allow-origin")).isEmpty();
        assertThat(page.all("content-security-policy")).contains("sandbox; frame-ancestors 'none'");
    }

    /** Whatever a file holds, browsers take it for nobody's page. */
    @Test
    void aFileIsNoPageOfThePortals() throws Exception {
        portal.indexer.answersJson(
                200, new io.vertx.core.json.JsonObject().put("archive", "x").put("sites", List.of("esac")));
        portal.esac.answers(request ->
                request.response().putHeader("Content-Type", "text/html").end("<script>1</script>"));
        RawHttp.Answer file = http.send(visit.home(), "GET", "/api/files/p1");
        assertThat(file.all("content-security-policy"))
                .containsExactly("sandbox; default-src 'none'; frame-ancestors 'none'");
        assertThat(file.all("x-content-type-options")).containsExactly("nosniff");
        for (String path : List.of("/api/files/p1", "/api/basket", "/api/sessions")) {
            assertThat(http.send(visit.home(), "GET", path).all("cache-control"))
                    .as(path)
                    .containsExactly("private, no-cache");
        }
    }

    @Test
    void thePortalsPagesAreNeitherFramedNorHeldByAnotherWindow() throws Exception {
        RawHttp.Answer page = http.send(visit.home(), "GET", "/find", "Accept", HTML);
        assertThat(page.header("content-security-policy").orElseThrow()).contains("frame-ancestors 'none'");
        assertThat(page.all("cross-origin-opener-policy")).containsExactly("same-origin");
        assertThat(page.all("x-frame-options")).containsExactly("DENY");
    }
}
