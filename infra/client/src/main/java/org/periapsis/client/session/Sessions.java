package org.periapsis.client.session;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.periapsis.client.Ids;
import org.periapsis.client.json.Json;
import org.periapsis.client.server.Api;
import org.periapsis.client.show.Amounts;
import org.periapsis.client.show.Progress;
import org.periapsis.client.show.Screen;
import org.periapsis.client.work.Pause;

/** The caller's sessions at the server. */
final class Sessions {
    static final String PATH = "/api/sessions";
    private static final Set<String> OVER = Set.of("STOPPED", "FAILED");

    private final Api api;

    Sessions(Api api) {
        this.api = api;
    }

    /** @param beginning of its id, or all of it */
    String id(String beginning) throws IOException {
        return Ids.complete(api, PATH, beginning);
    }

    Json read(String id) throws IOException {
        return api.get(PATH + "/" + id);
    }

    static boolean over(Json session) {
        return OVER.contains(session.text("state").orElse(""));
    }

    /** Follows a session until it is ready or over, and says each change. */
    Json untilReady(String id, String position, Screen screen) throws IOException {
        try (Progress progress = new Progress(screen)) {
            Json session = api.get(PATH + "/" + id, position);
            String said = "";
            Pause pause = new Pause();
            while (!over(session) && !session.text("state").equals(Optional.of("READY"))) {
                String now = words(session);
                progress.at(now);
                if (!now.equals(said) && session.value("waiting").isPresent()) {
                    progress.clear();
                    screen.note(now);
                }
                said = now;
                pause.take();
                session = read(id);
            }
            return session;
        }
    }

    /** Follows a session until it is over. */
    Json untilOver(String id, Screen screen) throws IOException {
        try (Progress progress = new Progress(screen)) {
            Json session = read(id);
            Pause pause = new Pause();
            while (!over(session)) {
                progress.at(words(session));
                pause.take();
                session = read(id);
            }
            return session;
        }
    }

    private static String words(Json session) {
        String state = session.text("state").orElse("");
        if (session.value("waiting").isPresent()) {
            return "waiting: " + session.at("waiting").text("message").orElse(state);
        }
        Json staging = session.at("staging");
        if (state.equals("STAGING") && !staging.isEmpty()) {
            return "staging " + Amounts.bytes(staging.whole("bytes_done")) + " of "
                    + Amounts.bytes(staging.whole("bytes_total"))
                    + staging.number("expected_s")
                            .map(left -> ", about " + Amounts.seconds(left.doubleValue()) + " more")
                            .orElse("");
        }
        return state.toLowerCase(java.util.Locale.ROOT)
                + session.text("site").map(site -> " at " + site).orElse("");
    }
}
