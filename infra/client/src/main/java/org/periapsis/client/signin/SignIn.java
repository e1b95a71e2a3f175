package org.periapsis.client.signin;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.periapsis.client.json.Json;
import org.periapsis.client.server.Api;
import org.periapsis.client.server.NotSignedIn;
import org.periapsis.client.server.ServerProblem;
import org.periapsis.client.show.Screen;

/** The ways to a token. */
final class SignIn {
    private static final long LIFE_S = 14 * 24 * 3600;
    private static final long SLOWER_S = 5;

    private final URI server;
    private final Api api;
    private final Screen screen;

    SignIn(URI server, Screen screen) {
        this.server = server;
        this.api = new Api(server, Optional.empty());
        this.screen = screen;
    }

    /** @return when a token ends, as it says itself */
    static Optional<Instant> end(String token) throws IOException {
        String[] parts = token.split("\\.", 3);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            Json claims = Json.parse(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
            return claims.number("exp").map(end -> Instant.ofEpochSecond(end.longValue()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The link gives a browser a cookie, and a program a token. */
    String byLink(String link) throws IOException {
        URI parsed = URI.create(link.strip());
        if (!link.startsWith(server.toString() + "/auth/link/")) {
            throw new IOException("This is no sign-in link of " + server);
        }
        return api.send("POST", parsed.getRawPath(), wish())
                .body()
                .text("token")
                .orElseThrow(() -> new IOException("The server made no token"));
    }

    /** How long, and what the person's list of sign-ins calls it. */
    private static Json wish() {
        return Json.object().put("life_s", LIFE_S).put("label", "periapsis of " + System.getProperty("user.name"));
    }

    /** RFC 8628: the person confirms in a browser, which may be on another machine; this program asks until then. */
    String byBrowser() throws IOException {
        Json begun = api.send("POST", "/api/auth/device", wish()).body();
        String address = begun.text("verification_uri_complete")
                .or(() -> begun.text("verification_uri"))
                .orElseThrow(() -> new IOException(server + " offers no sign-in by browser"));
        screen.note("open " + address);
        screen.note("and confirm the code " + begun.text("user_code").orElse("") + " (within "
                + begun.whole("expires_in") / 60 + " minutes)");
        Json asked = Json.object().put("device_code", begun.text("device_code").orElse(""));
        long interval = Math.max(1, begun.whole("interval"));
        while (true) {
            pause(interval);
            try {
                return api.send("POST", "/api/auth/device/token", asked)
                        .body()
                        .text("access_token")
                        .orElseThrow(() -> new IOException("The server made no token"));
            } catch (ServerProblem problem) {
                switch (problem.code()) {
                    case "authorization-pending" -> {
                        // Nobody has confirmed yet.
                    }
                    case "slow-down" -> interval += SLOWER_S;
                    case "access-denied" -> throw new NotSignedIn("The sign-in was declined in the browser");
                    case "expired-token" -> throw new NotSignedIn("Nobody confirmed in time; try again");
                    default -> throw problem;
                }
            }
        }
    }

    private static void pause(long seconds) throws IOException {
        try {
            TimeUnit.SECONDS.sleep(seconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
