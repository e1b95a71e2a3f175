package org.periapsis.portal.adapter.http;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.http.BodyReader;
import org.periapsis.kit.http.ClientAddress;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.portal.adapter.postgres.DeviceSignInStore;
import org.periapsis.portal.adapter.postgres.Revoked;
import org.periapsis.portal.domain.Allowance;
import org.periapsis.portal.domain.DevicePoll;
import org.periapsis.portal.domain.SignIn;
import org.periapsis.portal.domain.UserCode;

/** Signing a program in by somebody's browser, which may be on another machine (RFC 8628; bodies are JSON). */
public final class DeviceRoutes {
    private static final Duration USUAL_TOKEN = Duration.ofHours(12);
    private static final Duration LONGEST_TOKEN = Duration.ofDays(14);
    private static final String UNNAMED = "a program signed in by its code";
    private static final Duration WINDOW = Duration.ofMinutes(10);
    /** A code has 20^8 values and ten minutes: with so many tries nobody finds one that waits. */
    private static final int TRIES = 20;

    private static final int BEGUN = 60;
    private static final int BODY_BYTES = 4 * 1024;
    private static final String PAGE = "/connect";

    private final ProgramTokens tokens;
    private final DeviceSignInStore store;
    private final AuthRoutes.Place place;
    private final Allowance begun;
    private final Allowance tries;

    public DeviceRoutes(ProgramTokens tokens, DeviceSignInStore store, AuthRoutes.Place place, Clock clock) {
        this.tokens = tokens;
        this.store = store;
        this.place = place;
        this.begun = new Allowance(clock, BEGUN, WINDOW);
        this.tries = new Allowance(clock, TRIES, WINDOW);
    }

    void mount(Router router) {
        BodyReader body = new BodyReader(BODY_BYTES);
        router.post("/api/auth/device").handler(body).handler(this::begin);
        router.post("/api/auth/device/token").handler(body).handler(this::poll);
        router.post("/api/auth/device/approve").handler(body).handler(this::decide);
    }

    private void begin(RoutingContext context) {
        String who = ClientAddress.network(ClientAddress.of(context.request()));
        if (!begun.take(who)) {
            throw tooMany("Too many sign-ins were begun from this address").exception();
        }
        Fields body = Fields.of(context);
        Duration life = Duration.ofSeconds(
                body.whole("life_s", 60, LONGEST_TOKEN.toSeconds()).orElse(USUAL_TOKEN.toSeconds()));
        String label = ProgramTokens.label(body.text("label").orElse(UNNAMED));
        store.begin(label, life, who)
                .onSuccess(begun -> {
                    String page = place.url(context) + PAGE;
                    String code = begun.userCode().toString();
                    answer(
                            context,
                            new JsonObject()
                                    .put("device_code", begun.deviceCode())
                                    .put("user_code", code)
                                    .put("verification_uri", page)
                                    .put("verification_uri_complete", page + "?code=" + code)
                                    .put("expires_in", DeviceSignInStore.LIFE.toSeconds())
                                    .put("interval", DeviceSignInStore.INTERVAL.toSeconds()));
                })
                .onFailure(context::fail);
    }

    private void poll(RoutingContext context) {
        String code = Fields.of(context).text("device_code").orElseThrow(() -> Fields.bad("device_code", "is missing"));
        store.poll(code)
                .compose(poll -> {
                    if (poll.answer() != DevicePoll.Answer.SIGNED_IN) {
                        throw refusal(poll.answer()).exception();
                    }
                    return tokens.token(poll.approval().orElseThrow())
                            .recover(Revoked.told(() ->
                                    refusal(DevicePoll.Answer.EXPIRED_TOKEN).exception()));
                })
                .onSuccess(given -> answer(
                        context,
                        new JsonObject()
                                .put("access_token", given.token())
                                .put("token_type", "Bearer")
                                .put(
                                        "expires_in",
                                        Duration.between(Instant.now(), given.expires())
                                                .toSeconds())))
                .onFailure(context::fail);
    }

    /** Confirming is for people in browsers: a token that could confirm would give itself a longer life. */
    private void decide(RoutingContext context) {
        Caller caller = ServiceRoutes.signedIn(context);
        Fields body = Fields.of(context);
        boolean approve = body.truth("approve").orElseThrow(() -> Fields.bad("approve", "is missing"));
        UserCode code = code(body);
        if (context.request().getHeader("Authorization") != null) {
            throw Problem.notAllowed("Only a person in a browser signs programs in")
                    .exception();
        }
        if (!tries.take(caller.subject())) {
            throw tooMany("Too many codes were tried").exception();
        }
        store.decide(code, person(caller), caller.grant(), approve)
                .onSuccess(waited -> {
                    if (waited) {
                        context.response().setStatusCode(204).end();
                    } else {
                        context.fail(Problem.of("no-such-code", 404, "No program waits for this code")
                                .field("user_code")
                                .remedy("Compare it with what the program shows; it is good for ten minutes and once")
                                .exception());
                    }
                })
                .onFailure(context::fail);
    }

    private static Problem tooMany(String detail) {
        return Problem.of("too-many-sign-ins", 429, detail)
                .retryAfter(Duration.ofMinutes(5))
                .remedy("Try again in some minutes, or sign in by a link or token");
    }

    private static UserCode code(Fields body) {
        String typed = body.text("user_code").orElseThrow(() -> Fields.bad("user_code", "is missing"));
        try {
            return UserCode.typed(typed);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("user_code", e.getMessage(), "Type it as the program shows it")
                    .exception(e);
        }
    }

    /** The program may do what the person may do now. */
    private static SignIn person(Caller caller) {
        try {
            return new SignIn(caller.subject(), List.copyOf(caller.roles()));
        } catch (IllegalArgumentException e) {
            throw Problem.notAllowed("Only a person signs programs in").exception(e);
        }
    }

    private static Problem refusal(DevicePoll.Answer answer) {
        return switch (answer) {
            case AUTHORIZATION_PENDING ->
                Problem.of("authorization-pending", 400, "Nobody has confirmed yet")
                        .remedy("Ask again");
            case SLOW_DOWN ->
                Problem.of("slow-down", 400, "Asked too soon").remedy("Wait 5 s more each time from now on");
            case ACCESS_DENIED ->
                Problem.of("access-denied", 400, "The sign-in was declined").remedy("Begin again");
            case EXPIRED_TOKEN, SIGNED_IN ->
                Problem.of("expired-token", 400, "This sign-in is over or was used")
                        .field("device_code")
                        .remedy("Begin again");
        };
    }

    private static void answer(RoutingContext context, JsonObject json) {
        context.response().putHeader("Cache-Control", "no-store");
        context.json(json);
    }
}
