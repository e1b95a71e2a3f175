package org.periapsis.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.periapsis.kit.postgres.ViewStore;

/** Who comes in, and with what. */
@ExtendWith(OnePortal.class)
class PortalIT {
    private static TestPortal portal;

    @BeforeAll
    static void start(TestPortal shared) {
        portal = shared;
    }

    @BeforeEach
    void reset() {
        portal.reset();
    }

    @Test
    void aSignInLinkWorksOnce() throws Exception {
        String link = portal.link("ada", "user");
        HttpResponse<String> first = portal.send("GET", link, null);
        assertThat(first.statusCode()).isEqualTo(303);
        assertThat(first.headers().firstValue("location")).hasValue("/find");
        assertThat(first.headers().firstValue("set-cookie").orElseThrow())
                .containsIgnoringCase("HttpOnly")
                .contains("SameSite=Lax");
        HttpResponse<String> second = portal.send("GET", link, null);
        assertProblem(second, 410);
        assertThat(second.headers().firstValue("set-cookie")).isEmpty();
        assertThat(new JsonObject(second.body()).getString("remedy")).contains("periapsis link");
    }

    @Test
    void onlyTheOperatorsSecretOrAnOperatorMakesLinks() throws Exception {
        String body = "{\"user\": \"eve\", \"roles\": [\"operator\"]}";
        assertProblem(portal.send("POST", "/auth/links", body), 401);
        assertProblem(portal.send("POST", "/auth/links", body, "Periapsis-Link-Secret", "guessed"), 401);
        assertProblem(
                portal.send("POST", "/auth/links", body, "Authorization", "Bearer " + portal.token("eve", "user")),
                403);
        assertThat(portal.send(
                                "POST",
                                "/auth/links",
                                body,
                                "Authorization",
                                "Bearer " + portal.token("root", "operator"))
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void aCookieSurvivesARestart() throws Exception {
        String cookie = portal.signIn("grace", "user");
        portal.stop();
        portal.start();
        JsonObject me = me(cookie);
        assertThat(me.getString("subject")).isEqualTo("grace");
        assertThat(me.getJsonArray("teams")).contains("personal-grace");
    }

    @Test
    void signingOutEndsTheCookie() throws Exception {
        String cookie = portal.signIn("grace", "user");
        assertThat(me(cookie).getBoolean("anonymous")).isFalse();
        assertThat(portal.send("POST", "/auth/logout", null, "Cookie", cookie, "Origin", portal.origin())
                        .statusCode())
                .isEqualTo(204);
        assertThat(me(cookie).getBoolean("anonymous")).isTrue();
    }

    @Test
    void aLookAtALinkDoesNotUseIt() throws Exception {
        String link = portal.link("grace", "user");
        HttpResponse<String> look = portal.send("HEAD", link, null);
        assertThat(look.statusCode()).isEqualTo(405);
        assertThat(look.headers().firstValue("allow")).hasValue("GET");
        assertThat(portal.send("GET", link, null).statusCode()).isEqualTo(303);
        assertThat(portal.send("HEAD", "/auth/me", null).statusCode()).isEqualTo(200);
    }

    /** Else whoever visits a page of eve's would upload into eve's archive. */
    @Test
    void anotherSitesPageMakesNobodyAnother() throws Exception {
        String link = portal.link("eve", "user");
        for (String[] taken : List.of(new String[] {"no-cors", "image"}, new String[] {"navigate", "iframe"})) {
            HttpResponse<String> embedded = portal.send(
                    "GET",
                    link,
                    null,
                    "Sec-Fetch-Site",
                    "cross-site",
                    "Sec-Fetch-Mode",
                    taken[0],
                    "Sec-Fetch-Dest",
                    taken[1]);
            assertProblem(embedded, 403);
            assertThat(embedded.headers().firstValue("set-cookie")).isEmpty();
        }
        String grace = portal.signIn("grace", "user");
        for (String site : List.of("cross-site", "same-site")) {
            HttpResponse<String> led = navigated(link, site, grace);
            assertThat(led.statusCode()).isEqualTo(303);
            assertThat(led.headers().firstValue("location"))
                    .hasValue("/sign-in?link=" + link.substring(link.lastIndexOf('/') + 1));
            assertThat(led.headers().firstValue("set-cookie")).isEmpty();
        }
        // Nor does a page of the portal's own, to which somebody may have been led.
        assertThat(navigated(link, "same-origin", grace).headers().firstValue("set-cookie"))
                .isEmpty();
        assertThat(navigated(link, "cross-site", "none=1").headers().firstValue("location"))
                .as("nobody is signed in yet, and whose link it is the visitor does not know")
                .hasValueSatisfying(place -> assertThat(place).startsWith("/sign-in?link="));
        assertProblem(portal.send("GET", link, null, "Sec-Purpose", "prefetch"), 403);
        assertProblem(form(link, grace, "http://evil.example"), 403);
        // Nothing of this has used it: asked, one may still follow it.
        HttpResponse<String> followed = form(link, grace, portal.origin());
        assertThat(followed.statusCode()).isEqualTo(303);
        assertThat(followed.headers().firstValue("set-cookie")).isPresent();
        // Typed, or handed over by another program, it asks nothing.
        assertThat(navigated(portal.link("ada", "user"), "none", grace)
                        .headers()
                        .firstValue("set-cookie"))
                .isPresent();
    }

    private static HttpResponse<String> form(String link, String cookie, String origin) throws Exception {
        return portal.send(
                "POST",
                link,
                "",
                "Cookie",
                cookie,
                "Content-Type",
                "application/x-www-form-urlencoded",
                "Origin",
                origin);
    }

    private static HttpResponse<String> navigated(String link, String site, String cookie) throws Exception {
        return portal.send(
                "GET",
                link,
                null,
                "Cookie",
                cookie,
                "Sec-Fetch-Site",
                site,
                "Sec-Fetch-Mode",
                "navigate",
                "Sec-Fetch-Dest",
                "document");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "periapsis=",
                "periapsis=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "periapsis='; drop table cookie_session; --",
                "periapsis=%00%ff",
                "=;=;;periapsis",
                "other=1"
            })
    void whoBringsAWrongCookieIsNobody(String cookie) throws Exception {
        assertThat(me(cookie).getBoolean("anonymous")).isTrue();
        assertProblem(portal.send("GET", "/api/basket", null, "Cookie", cookie), 401);
    }

    @Test
    void whoBringsAnExpiredCookieOrLinkIsNobody() throws Exception {
        String cookie = portal.signIn("old", "user");
        String link = portal.link("old", "user");
        try (Connection connection = ViewStore.open(portal.stack.postgresConfig("portal"));
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "update cookie_session set expires_at = now() - interval '1 second' where subject = 'old'");
            statement.execute("update sign_in_link set expires_at = now() - interval '1 second' where subject = 'old'");
        }
        assertThat(me(cookie).getBoolean("anonymous")).isTrue();
        assertProblem(portal.send("GET", link, null), 410);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/auth/links|body|[1]",
                "/auth/links|body|{",
                "/auth/links|user|{}",
                "/auth/links|user|{'user': 7}",
                "/auth/links|roles|{'user': 'ada', 'roles': 'user'}",
                "/auth/links|roles|{'user': 'ada', 'roles': [1]}",
                "/auth/links|roles|{'user': 'ada', 'roles': ['root']}",
                "/auth/links|next|{'user': 'ada', 'next': 1}",
                "/auth/tokens|life_s|{'life_s': 'long'}",
                "/auth/tokens|life_s|{'life_s': 0}",
                "/auth/tokens|life_s|{'life_s': 1e99}",
                "/auth/tokens|roles|{'roles': {}}",
                "/auth/tokens|roles|{'roles': ['operator']}"
            })
    void namesTheFieldOfABadBody(String path, String field, String body) throws Exception {
        HttpResponse<String> response = portal.send(
                "POST",
                path,
                body.replace('\'', '"'),
                "Periapsis-Link-Secret",
                TestPortal.LINK_SECRET,
                "Authorization",
                "Bearer " + portal.token("ada", "user"));
        assertProblem(response, 400);
        assertThat(new JsonObject(response.body()).getString("field")).isEqualTo(field);
    }

    @Test
    void aTokenForAProgramIsNoMoreThanItsOwner() throws Exception {
        String cookie = portal.signIn("ada", "user", "archive:radio");
        HttpResponse<String> made = portal.send(
                "POST",
                "/auth/tokens",
                "{\"roles\": [\"user\"], \"life_s\": 60}",
                "Cookie",
                cookie,
                "Origin",
                portal.origin());
        assertThat(made.statusCode()).isEqualTo(201);
        String token = new JsonObject(made.body()).getString("token");
        JsonObject me = new JsonObject(portal.send("GET", "/auth/me", null, "Authorization", "Bearer " + token)
                .body());
        assertThat(me.getString("subject")).isEqualTo("ada");
        assertThat(me.getJsonArray("roles")).containsExactly("user");
        assertProblem(
                portal.send(
                        "GET", "/auth/me", null, "Authorization", "Bearer " + token.substring(0, token.length() - 4)),
                401);
    }

    private static JsonObject me(String cookie) throws Exception {
        return new JsonObject(
                portal.send("GET", "/auth/me", null, "Cookie", cookie).body());
    }

    static void assertProblem(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(new JsonObject(response.body()).getInteger("status")).isEqualTo(status);
    }
}
